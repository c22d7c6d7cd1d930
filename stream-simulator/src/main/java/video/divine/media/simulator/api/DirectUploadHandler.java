package video.divine.media.simulator.api;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.quota.AccountQuota;
import video.divine.media.simulator.video.Identifiers;
import video.divine.media.simulator.video.Timestamps;
import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.webhook.EarlyNotices;

import java.net.URI;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** {@code POST /stream/direct_upload}: a uid and a one-time link to post the file to. */
public final class DirectUploadHandler {
    private static final Logger log = LoggerFactory.getLogger(DirectUploadHandler.class);

    private final AccountQuota quota;
    private final EarlyNotices earlyNotices;
    private final VideoOptionsReader reader;
    private final URI uploadBase;
    private final InstantSource clock;
    private final Scheduler files;
    private final Identifiers identifiers = new Identifiers();

    /**
     * @param uploadBase where {@code /upload/<id>} is reached
     * @param files where all that blocks runs
     */
    public DirectUploadHandler(
            AccountQuota quota,
            EarlyNotices earlyNotices,
            VideoOptionsReader reader,
            URI uploadBase,
            InstantSource clock,
            Scheduler files) {
        this.quota = quota;
        this.earlyNotices = earlyNotices;
        this.reader = reader;
        this.uploadBase = uploadBase;
        this.clock = clock;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .POST(StreamApi.STREAM + "/direct_upload", this::create)
                .build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        var creator =
                Optional.ofNullable(request.headers().firstHeader(VideoFields.CREATOR_HEADER));
        // What the clock says is read once: the default expiry counts from `created`.
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return JsonBody.read(
                request,
                body ->
                        reader.directUpload(body, creator, now)
                                .fold(ticket -> store(ticket, now), Envelope::refused));
    }

    private Mono<ServerResponse> store(VideoOptionsReader.Ticket ticket, Instant now) {
        return Uninterrupted.call(files, () -> add(ticket, now))
                .flatMap(added -> added.fold(this::answer, Envelope::refused));
    }

    private Mono<ServerResponse> answer(Video video) {
        return Mono.fromFuture(() -> earlyNotices.created(video.uid()), true)
                .then(Mono.defer(() -> Envelope.success(result(video))));
    }

    private Decoded<Video> add(VideoOptionsReader.Ticket ticket, Instant now) {
        var expiry = ticket.expiry().truncatedTo(ChronoUnit.MICROS);
        var link = new UploadLink(identifiers.link(), expiry);
        var video = Video.ticket(identifiers.uid(), now, ticket.options(), link);
        var shortage = quota.admit(video);
        if (shortage.isPresent()) {
            return new Decoded.Refused<>(Refusal.of(shortage.get()));
        }
        log.info("video {} awaits its upload until {}", video.uid(), expiry);
        return new Decoded.Accepted<>(video);
    }

    private JsonNode result(Video video) {
        var result = JsonNodeFactory.instance.objectNode();
        video.link()
                .ifPresent(link -> result.put("uploadURL", uploadBase + "/upload/" + link.id()));
        result.put(VideoFields.UID, video.uid());
        video.options().creator().ifPresent(creator -> result.put(VideoFields.CREATOR, creator));
        video.options()
                .scheduledDeletion()
                .ifPresent(
                        time ->
                                result.put(
                                        VideoFields.SCHEDULED_DELETION, Timestamps.format(time)));
        result.putNull("watermark");
        return result;
    }
}
