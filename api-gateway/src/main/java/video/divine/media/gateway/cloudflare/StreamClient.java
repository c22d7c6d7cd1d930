package video.divine.media.gateway.cloudflare;

import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.client.WebClient;

import reactor.core.publisher.Mono;

import tools.jackson.databind.JsonNode;

import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.service.tracing.Traces;

import java.net.URI;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.LongSupplier;

/** {@link StreamApi} over HTTP. */
public final class StreamClient implements StreamApi, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(StreamClient.class);

    /** A command has one ticket, rarely two. A hundred would mean that the filter was ignored. */
    private static final int FOUND_AT_MOST = 20;

    private final StreamCalls calls;
    private final VideoCalls videos;
    private final StreamLists lists;
    private final RetryPlan retries;
    private final LongSupplier nanos;
    private final Runnable onClose;

    StreamClient(
            WebClient web,
            StreamSettings settings,
            CallBudget budget,
            MeterRegistry registry,
            Traces traces,
            LongSupplier nanos,
            Runnable onClose) {
        this(
                new StreamCalls(web, settings, budget, registry, traces, nanos),
                new RetryPlan(settings.calls()),
                nanos,
                onClose);
    }

    private StreamClient(
            StreamCalls calls, RetryPlan retries, LongSupplier nanos, Runnable onClose) {
        this.calls = calls;
        this.videos = new VideoCalls(calls);
        this.lists = new StreamLists(calls, retries, nanos);
        this.retries = retries;
        this.nanos = nanos;
        this.onClose = onClose;
    }

    /** A client with a connection pool of its own, which {@link #close()} ends. */
    public static StreamClient connect(
            StreamSettings settings, CallBudget budget, MeterRegistry registry) {
        return connect(settings, budget, registry, Traces.NONE);
    }

    /**
     * One whose calls are spans.
     *
     * @param traces whether Stream hears of them is theirs to know
     */
    public static StreamClient connect(
            StreamSettings settings, CallBudget budget, MeterRegistry registry, Traces traces) {
        var connection = StreamConnection.open(settings);
        return new StreamClient(
                connection.web(),
                settings,
                budget,
                registry,
                traces,
                System::nanoTime,
                connection::close);
    }

    @Override
    public Optional<StreamFault> refusal(StreamOperation operation) {
        return calls.refusal(operation);
    }

    @Override
    public Standing standing(Priority priority) {
        return calls.standing(priority);
    }

    @Override
    public StreamApi background() {
        return new StreamClient(calls.background(), retries, nanos, () -> {});
    }

    @Override
    public void close() {
        onClose.run();
    }

    @Override
    public Mono<UploadTicket> directUpload(TicketRequest request, Duration within) {
        return Mono.defer(
                () -> {
                    var tries =
                            new Tries(
                                    Deadline.in(within, nanos),
                                    new AtomicBoolean(request.repeated()),
                                    new AtomicBoolean());
                    var attempt =
                            settle(request, tries)
                                    .then(Mono.defer(() -> post(request, tries)))
                                    .doOnError(StreamFailure.class, tries::failed);
                    return retries.retrying(request.operation(), tries.deadline(), attempt)
                            .onErrorMap(StreamFault.class, tries::inAll)
                            .onErrorResume(
                                    StreamFailure.class,
                                    failure -> leaveClean(request, tries, failure));
                });
    }

    /**
     * The tries for one ticket so far.
     *
     * @param doubt one of them may have made a ticket that nobody knows of
     * @param asked something of them reached Stream
     */
    private record Tries(Deadline deadline, AtomicBoolean doubt, AtomicBoolean asked) {
        void failed(StreamFailure failure) {
            if (!failure.streamUnasked()) {
                asked.set(true);
            }
        }

        /** The last failure, as one of all tries. */
        StreamFault inAll(StreamFault last) {
            return asked.get() ? last.afterAsking() : last;
        }
    }

    private Mono<UploadTicket> post(TicketRequest request, Tries tries) {
        var ticket =
                switch (request.method()) {
                    case UploadMethod.Basic _ ->
                            calls.once(
                                    request.operation(),
                                    tries.deadline(),
                                    web ->
                                            web.post()
                                                    .uri("/direct_upload")
                                                    .contentType(MediaType.APPLICATION_JSON)
                                                    .bodyValue(body(request)),
                                    reply -> ticket(reply, request));
                    case UploadMethod.Tus(var bytes) ->
                            calls.once(
                                    request.operation(),
                                    tries.deadline(),
                                    web -> TusTicket.ask(web, request, bytes),
                                    reply -> TusTicket.read(reply, request));
                };
        return ticket.doOnError(error -> tries.doubt().set(isAmbiguous(error)));
    }

    /**
     * Deletes what a lost answer may have made, if there was one. No tries of its own: it is part
     * of the next attempt, and an attempt that fails here asks for no ticket.
     */
    private Mono<Void> settle(TicketRequest request, Tries tries) {
        return Mono.defer(
                () ->
                        tries.doubt().get()
                                ? discard(request, tries).doOnSuccess(_ -> tries.doubt().set(false))
                                : Mono.empty());
    }

    /** The last attempt's answer was lost as well: what it made is of use to nobody. */
    private Mono<UploadTicket> leaveClean(
            TicketRequest request, Tries tries, StreamFailure failure) {
        if (!tries.doubt().get() || failure.operation() != request.operation()) {
            return Mono.error(failure);
        }
        return settle(request, tries)
                // Already logged and counted. The sweeper finds what could not be found now.
                .onErrorComplete(StreamFailure.class)
                .then(Mono.error(failure));
    }

    private Mono<Void> discard(TicketRequest request, Tries tries) {
        return findOnce(request.commandId(), tries.deadline())
                .doOnNext(_ -> tries.asked().set(true))
                .flatMapIterable(found -> found)
                .filter(found -> isDiscardable(found, request))
                .concatMap(
                        found ->
                                videos.delete(found.uid(), tries.deadline())
                                        .doOnNext(_ -> calls.metrics().lostTicketDeleted()))
                .then();
    }

    private static boolean isDiscardable(StreamVideo found, TicketRequest request) {
        boolean ours = found.creator().filter(request.creator()::equals).isPresent();
        if (!ours || !found.awaitsUpload()) {
            LOG.warn("Stream has {} under the name of a lost ticket, left alone", found.uid());
            return false;
        }
        return true;
    }

    @Override
    public Mono<List<StreamVideo>> findByName(String commandId, Duration within) {
        return Mono.defer(
                () -> {
                    TicketRequest.requireCommandId(commandId);
                    var deadline = Deadline.in(within, nanos);
                    return retries.retrying(
                            StreamOperation.FIND_BY_NAME, deadline, findOnce(commandId, deadline));
                });
    }

    private Mono<List<StreamVideo>> findOnce(String commandId, Deadline deadline) {
        return calls.once(
                StreamOperation.FIND_BY_NAME,
                deadline,
                web -> web.get().uri("?video_name={name}&limit={limit}", commandId, FOUND_AT_MOST),
                reply -> named(commandId, reply));
    }

    /** Unknown parameters are ignored by Cloudflare, and then a list is the whole library. */
    private static List<StreamVideo> named(String commandId, StreamReply reply) {
        var result = reply.result();
        if (!result.isArray()) {
            throw reply.garbled("the list is none");
        }
        var named = new ArrayList<StreamVideo>();
        for (JsonNode node : result) {
            var video = VideoCalls.video(reply, node);
            if (video.name().filter(commandId::equals).isPresent()) {
                named.add(video);
            }
        }
        return List.copyOf(named);
    }

    @Override
    public Mono<Void> delete(String uid, Duration within) {
        return Mono.defer(
                () -> {
                    StreamVideo.requireUid(uid);
                    var deadline = Deadline.in(within, nanos);
                    return retries.retrying(
                                    StreamOperation.DELETE, deadline, videos.delete(uid, deadline))
                            .then();
                });
    }

    @Override
    public Mono<Void> deleteOnce(String uid, Duration within) {
        return Mono.defer(
                () -> {
                    StreamVideo.requireUid(uid);
                    return videos.delete(uid, Deadline.in(within, nanos)).then();
                });
    }

    @Override
    public Mono<Optional<StreamVideo>> get(String uid, Duration within) {
        return Mono.defer(
                () -> {
                    StreamVideo.requireUid(uid);
                    var deadline = Deadline.in(within, nanos);
                    return retries.retrying(
                            StreamOperation.GET, deadline, videos.get(uid, deadline));
                });
    }

    @Override
    public Mono<Optional<WebhookSubscription>> webhook(Duration within) {
        return Mono.defer(() -> new WebhookCalls(calls).current(Deadline.in(within, nanos)));
    }

    @Override
    public Mono<WebhookSubscription> subscribe(URI url, Duration within) {
        return Mono.defer(() -> new WebhookCalls(calls).subscribe(url, Deadline.in(within, nanos)));
    }

    @Override
    public Mono<Map<String, StreamVideo>> videos(Collection<String> uids, Duration within) {
        return lists.videos(uids, within);
    }

    @Override
    public Mono<List<StreamVideo>> pendingUploads(
            Instant from, Instant before, int limit, Duration within) {
        return lists.pendingUploads(from, before, limit, within);
    }

    @Override
    public Mono<StorageUsage> storageUsage(Duration within) {
        return lists.storageUsage(within);
    }

    private static UploadTicket ticket(StreamReply reply, TicketRequest request) {
        var result = reply.result();
        var uid = StreamJson.text(result.path("uid")).filter(StreamVideo::isUid);
        var url = StreamJson.text(result.path("uploadURL")).filter(Members::isHttpUrl);
        if (uid.isEmpty() || url.isEmpty()) {
            throw reply.garbled("no uid or no uploadURL");
        }
        return new UploadTicket(uid.get(), url.get(), request.expiry());
    }

    private static byte[] body(TicketRequest request) {
        var body = new LinkedHashMap<String, Object>();
        body.put("maxDurationSeconds", request.maxDurationSeconds());
        body.put("expiry", request.expiry().toString());
        body.put("creator", request.creator());
        body.put("meta", request.meta());
        return StreamJson.MAPPER.writeValueAsBytes(body);
    }

    private static boolean isAmbiguous(Throwable error) {
        return !(error instanceof StreamFailure)
                || (error instanceof StreamFault fault && fault.reason().ambiguous());
    }
}
