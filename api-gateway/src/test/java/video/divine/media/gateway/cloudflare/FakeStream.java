package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamVideo.Playback;
import video.divine.media.gateway.cloudflare.StreamVideo.Status;

import java.math.BigDecimal;
import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Supplier;

/** Stream in memory, for the tests of those who call it; fails when told to. */
public final class FakeStream implements StreamApi {
    private final Map<String, StreamVideo> videos = new LinkedHashMap<>();
    private final Map<StreamOperation, Deque<StreamFailure>> failures =
            new EnumMap<>(StreamOperation.class);
    private final List<TicketRequest> requests = new ArrayList<>();
    private final List<Duration> deadlines = new ArrayList<>();
    private Optional<WebhookSubscription> subscription = IN_PLACE;
    private final Set<String> unlisted = new HashSet<>();
    private final List<List<String>> lists = new ArrayList<>();
    private final Set<StreamOperation> stalled = EnumSet.noneOf(StreamOperation.class);
    private Runnable afterList = () -> {};
    private final Map<Priority, Standing> standings = new EnumMap<>(Priority.class);
    private Optional<StreamFault> refusal = Optional.empty();
    private int made;
    private int asked;

    /** Of the gateway that the tests start. */
    private static final Optional<WebhookSubscription> IN_PLACE =
            Optional.of(
                    new WebhookSubscription(
                            "https://media.example/v1/stream/webhook", Optional.empty()));

    /** Stream as new. */
    public synchronized void reset() {
        videos.clear();
        failures.clear();
        requests.clear();
        deadlines.clear();
        subscription = IN_PLACE;
        unlisted.clear();
        lists.clear();
        afterList = () -> {};
        stalled.clear();
        standings.clear();
        refusal = Optional.empty();
        made = 0;
        asked = 0;
    }

    /** The next call of the failure's operation fails with it, without any effect. */
    public synchronized void fail(StreamFailure failure) {
        failures.computeIfAbsent(failure.operation(), _ -> new ArrayDeque<>()).add(failure);
    }

    /** Calls would be refused with it from now on, and are. */
    public synchronized void refuse(StreamFault with) {
        refusal = Optional.of(with);
        fail(with);
    }

    @Override
    public synchronized Optional<StreamFault> refusal(StreamOperation operation) {
        return refusal.filter(with -> with.operation() == operation);
    }

    /** The gateway stands with Stream like that. */
    public synchronized void stand(Priority priority, Standing standing) {
        standings.put(priority, standing);
    }

    @Override
    public synchronized Standing standing(Priority priority) {
        return standings.getOrDefault(priority, new Standing("closed", 0, Duration.ZERO));
    }

    /** Stream has this video from now on. */
    public synchronized void put(StreamVideo video) {
        videos.put(video.uid(), video);
    }

    /** It has the video, but its list does not show it yet. */
    public synchronized void hideFromLists(String uid) {
        unlisted.add(uid);
    }

    /** The next call of that operation is never answered. */
    public synchronized void stall(StreamOperation operation) {
        stalled.add(operation);
    }

    private synchronized boolean stalls(StreamOperation operation) {
        return stalled.remove(operation);
    }

    /** Runs once, after the next list was made and before anybody acts on it. */
    public synchronized void afterList(Runnable happening) {
        afterList = happening;
    }

    private synchronized <T> T listed(T list) {
        var happening = afterList;
        afterList = () -> {};
        happening.run();
        return list;
    }

    /** The uids of each list that was asked for. */
    public synchronized List<List<String>> lists() {
        return List.copyOf(lists);
    }

    public synchronized List<String> uids() {
        return List.copyOf(videos.keySet());
    }

    public synchronized List<TicketRequest> requests() {
        return List.copyOf(requests);
    }

    /** How long each ticket could take. */
    public synchronized List<Duration> deadlines() {
        return List.copyOf(deadlines);
    }

    @Override
    public Mono<UploadTicket> directUpload(TicketRequest request, Duration within) {
        return answering(
                request.operation(),
                within,
                () -> {
                    deadlines.add(within);
                    return make(request);
                });
    }

    @Override
    public Mono<List<StreamVideo>> findByName(String commandId, Duration within) {
        return answering(
                StreamOperation.FIND_BY_NAME,
                within,
                () ->
                        videos.values().stream()
                                .filter(v -> v.name().filter(commandId::equals).isPresent())
                                .toList()
                                .reversed());
    }

    @Override
    public Mono<Void> delete(String uid, Duration within) {
        return answering(
                        StreamOperation.DELETE,
                        within,
                        () -> Optional.ofNullable(videos.remove(uid)))
                .then();
    }

    @Override
    public Mono<Void> deleteOnce(String uid, Duration within) {
        return delete(uid, within);
    }

    @Override
    public Mono<Optional<StreamVideo>> get(String uid, Duration within) {
        return answering(StreamOperation.GET, within, () -> Optional.ofNullable(videos.get(uid)));
    }

    /** Stream's webhooks go there from now on. */
    public synchronized void webhook(Optional<WebhookSubscription> now) {
        subscription = now;
    }

    /** How often it was asked where its webhooks go, with or without an answer. */
    public synchronized int webhookAsked() {
        return asked;
    }

    @Override
    public Mono<Optional<WebhookSubscription>> webhook(Duration within) {
        return answering(StreamOperation.GET_WEBHOOK, within, () -> subscription)
                .doOnSubscribe(_ -> countWebhook());
    }

    private synchronized void countWebhook() {
        asked++;
    }

    @Override
    public Mono<WebhookSubscription> subscribe(URI url, Duration within) {
        return answering(
                StreamOperation.PUT_WEBHOOK,
                within,
                () -> {
                    var now =
                            new WebhookSubscription(
                                    url.toString(), Optional.of("secret-of-" + url.getHost()));
                    subscription = Optional.of(now);
                    return now;
                });
    }

    @Override
    public Mono<Map<String, StreamVideo>> videos(Collection<String> uids, Duration within) {
        return answering(
                StreamOperation.VIDEOS,
                within,
                () -> {
                    var found = new LinkedHashMap<>(videos);
                    found.keySet().retainAll(uids);
                    found.keySet().removeAll(unlisted);
                    lists.add(List.copyOf(uids));
                    return listed(found);
                });
    }

    @Override
    public Mono<List<StreamVideo>> pendingUploads(
            Instant from, Instant before, int limit, Duration within) {
        return answering(
                StreamOperation.PENDING_UPLOADS,
                within,
                () ->
                        listed(
                                videos.values().stream()
                                        .filter(StreamVideo::awaitsUpload)
                                        .filter(video -> !createdAt(video).isBefore(from))
                                        .filter(video -> createdAt(video).isBefore(before))
                                        .sorted(Comparator.comparing(FakeStream::createdAt))
                                        .limit(limit)
                                        .toList()));
    }

    private static Instant createdAt(StreamVideo video) {
        return video.created().orElse(Instant.MAX);
    }

    @Override
    public Mono<StorageUsage> storageUsage(Duration within) {
        return answering(
                StreamOperation.STORAGE_USAGE,
                within,
                () ->
                        new StorageUsage(
                                new BigDecimal("90.5"), Optional.of(new BigDecimal("1000"))));
    }

    @Override
    public StreamApi background() {
        return this;
    }

    /** A video as {@code direct_upload} leaves it. */
    public static StreamVideo pending(String uid, TicketRequest request) {
        var nothing = Optional.<String>empty();
        return new StreamVideo(
                uid,
                Optional.of(request.creator()),
                false,
                Optional.empty(),
                new Status(
                        Optional.of(StreamVideo.PENDING_UPLOAD),
                        nothing,
                        Optional.empty(),
                        nothing,
                        nothing),
                request.meta(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.of(request.expiry()),
                OptionalLong.empty(),
                Optional.empty(),
                OptionalInt.empty(),
                OptionalInt.empty(),
                new Playback(nothing, nothing, nothing));
    }

    private UploadTicket make(TicketRequest request) {
        requests.add(request);
        if (request.repeated()) {
            videos.values()
                    .removeIf(
                            v ->
                                    v.awaitsUpload()
                                            && v.name()
                                                    .filter(request.commandId()::equals)
                                                    .isPresent());
        }
        made++;
        var uid = "%032x".formatted(made);
        videos.put(uid, pending(uid, request));
        return new UploadTicket(uid, "https://upload.example.test/" + uid, request.expiry());
    }

    private <T> Mono<T> answering(StreamOperation operation, Duration within, Supplier<T> answer) {
        return Mono.defer(
                () -> stalls(operation) ? Mono.never() : answered(operation, within, answer));
    }

    private <T> Mono<T> answered(StreamOperation operation, Duration within, Supplier<T> answer) {
        return Mono.fromSupplier(
                () -> {
                    synchronized (this) {
                        var failure = failures.getOrDefault(operation, new ArrayDeque<>()).poll();
                        if (failure != null) {
                            throw failure;
                        }
                        if (!within.isPositive()) {
                            throw new StreamFailure.StreamFault(
                                    operation,
                                    StreamFailure.Reason.OUT_OF_TIME,
                                    "no time left to ask",
                                    null);
                        }
                        return answer.get();
                    }
                });
    }
}
