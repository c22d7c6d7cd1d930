package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The part of Cloudflare Stream's REST API that uploads and their supervision need (Cloudflare:
 * "Direct creator uploads", "Stream API").
 *
 * <p>Every call takes {@code within}, the time left to its saga, counted from the subscription. All
 * tries, waits and clean-ups of the call end inside it; the saga of one POST has 15 s, shorter than
 * its lease, so no ticket is confirmed after somebody else took over.
 *
 * <p>Errors are always a {@link StreamFailure}; an {@link IllegalArgumentException} is a bug of the
 * calling code (an impossible uid or command id). Nothing here blocks.
 */
public interface StreamApi {
    /** In one list: a batch of tasks, and an answer that still fits into memory. */
    int MOST_VIDEOS = 100;

    /**
     * Makes an upload ticket, at most one per request, for whichever way the file will come. After
     * a failure that leaves open whether Stream made one, the lost ticket is looked for and deleted
     * before another is asked for: its upload URL cannot be had again, and it would reserve quota
     * until it expires.
     *
     * <p>Cancelling while the call is out may leave a ticket behind, for the sweeper to find.
     */
    Mono<UploadTicket> directUpload(TicketRequest request, Duration within);

    /** The videos whose {@code meta.name} is exactly this command id, newest first; mostly none. */
    Mono<List<StreamVideo>> findByName(String commandId, Duration within);

    /** Deletes a video or a ticket. One that is not there counts as deleted. */
    Mono<Void> delete(String uid, Duration within);

    /**
     * The same in one try: for what may only be deleted as long as it is what it was a moment ago,
     * so that another try needs another look.
     */
    Mono<Void> deleteOnce(String uid, Duration within);

    /**
     * The video as Stream sees it now, empty when Stream has none. One "empty" soon after the
     * ticket was made proves nothing: nobody promises that Stream reads its own writes at once.
     */
    Mono<Optional<StreamVideo>> get(String uid, Duration within);

    /** Where Stream sends its webhooks; empty where nowhere. One try. */
    Mono<Optional<WebhookSubscription>> webhook(Duration within);

    /**
     * Has Stream send its webhooks to {@code url} from now on, and to nobody else: an account has
     * one subscription. One try.
     */
    Mono<WebhookSubscription> subscribe(URI url, Duration within);

    /**
     * The videos of these uids as Stream sees them now, by uid; those that Stream does not list are
     * left out. One call, whatever their number.
     *
     * @param uids 1 to {@link #MOST_VIDEOS} of them
     */
    Mono<Map<String, StreamVideo>> videos(Collection<String> uids, Duration within);

    /**
     * Tickets that nobody has uploaded to, the oldest first.
     *
     * @param from created then or later; the second counts
     * @param before created before that; the second counts
     * @param limit at most so many, 1 to {@link #MOST_VIDEOS}
     */
    Mono<List<StreamVideo>> pendingUploads(
            Instant from, Instant before, int limit, Duration within);

    /** What the videos of the account take (Cloudflare: "storage-usage"). */
    Mono<StorageUsage> storageUsage(Duration within);

    /**
     * Why such a call would be refused here at once, unsent: the breaker is open, or no call is to
     * be had before long. Empty where it would be tried. Costs nothing and takes nobody's place,
     * and a call that follows may be refused all the same.
     */
    Optional<StreamFault> refusal(StreamOperation operation);

    /** How this process stands with Stream, as to calls of that priority. */
    Standing standing(Priority priority);

    /**
     * The same Stream for calls that nobody waits for: they get what the users' calls leave of the
     * account's budget.
     */
    StreamApi background();
}
