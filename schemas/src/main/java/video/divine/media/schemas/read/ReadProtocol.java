package video.divine.media.schemas.read;

import org.apache.avro.Schema;

import video.divine.media.avro.read.ReadAnswer;

/**
 * Reads over HTTP, from a gateway to a processor: {@code GET}, answered by a {@code ReadAnswer} in
 * Confluent's wire format. Processors and gateways of different versions talk to each other, so a
 * name here is changed as one of a topic is: not at all.
 *
 * <ul>
 *   <li>200: the answer. "No such row" is one of them, in the body and nowhere else: a 404 is a
 *       path that nobody serves, or somebody in between who has not heard of it.
 *   <li>204: a replica that may be behind has no such row, so nothing is known.
 *   <li>503: this processor cannot answer, for the reason in {@link #REFUSED}. It does not ask
 *       another one; whoever asked does.
 * </ul>
 */
public final class ReadProtocol {
    /** The topic of the answers' subject, {@code media.reads-value}. No broker has it. */
    public static final String TOPIC = "media.reads";

    /** Above all paths below. */
    public static final String ROOT = "/internal/reads";

    /** What runs here: a {@code StoresHere}. */
    public static final String STORES = ROOT + "/stores";

    /** A {@code Video}. */
    public static final String VIDEO = ROOT + "/videos/{uid}";

    /** A {@code VideoHistory}. */
    public static final String HISTORY = ROOT + "/videos/{uid}/history";

    /** An {@code AliasTarget}, of {@link #KEY}. */
    public static final String LOOKUP = ROOT + "/lookup";

    /** A {@code VideoListing}, of {@link #LIMIT}, after {@link #CREATED_AT} and {@link #UID}. */
    public static final String LISTING = ROOT + "/publishers/{pubkey}/videos";

    /** A {@code QuotaStatus}, of {@link #LIMIT}. */
    public static final String QUOTA = ROOT + "/publishers/{pubkey}/quota";

    /** {@code PublisherCounters}. */
    public static final String COUNTERS = ROOT + "/publishers/{pubkey}/counters";

    /** A {@code CallsAtStream}. */
    public static final String CALLS = ROOT + "/calls";

    /** A {@code LedgerRow}. */
    public static final String STORAGE = ROOT + "/storage";

    /** {@code ParkedNotices} of what is active here, {@link #LIMIT} at most. */
    public static final String PARKED_NOTICES = ROOT + "/parked-notices";

    /** {@code StuckVideos} of what is active here, {@link #LIMIT} at most. */
    public static final String STUCK_VIDEOS = ROOT + "/stuck-videos";

    /** Parameter: an alias key. */
    public static final String KEY = "key";

    /** Parameter: a decimal number. */
    public static final String LIMIT = "limit";

    /** Parameter: milliseconds since 1970, of the last row of the page before. */
    public static final String CREATED_AT = "createdAt";

    /** Parameter: of the last row of the page before. */
    public static final String UID = "uid";

    /**
     * Parameter: the answer may come from a standby or from a restoring store that is at most so
     * many changelog records behind. Without it only the running active answers.
     */
    public static final String MAX_LAG = "maxLag";

    /** Header of an answer: who gave it, {@link ServedBy}. The public API has it too. */
    public static final String SERVED_BY = "X-Served-By";

    /** Header of everything: {@code assignment} of the {@code StoresHere} of that moment. */
    public static final String ASSIGNMENT = "X-Assignment";

    /** Header of a 503: why, a word of {@link Refused}. */
    public static final String REFUSED = "X-Refused";

    /** The media type of the answers. */
    public static final String MEDIA_TYPE = "application/vnd.divine.media.reads+avro";

    private ReadProtocol() {}

    /** Of every answer. */
    public static Schema schema() {
        return ReadAnswer.getClassSchema();
    }
}
