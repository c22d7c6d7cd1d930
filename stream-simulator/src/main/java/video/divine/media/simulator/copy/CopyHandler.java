package video.divine.media.simulator.copy;

import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.JsonBody;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.api.Uninterrupted;
import video.divine.media.simulator.api.VideoFields;
import video.divine.media.simulator.api.VideoObject;
import video.divine.media.simulator.api.VideoOptionsReader;
import video.divine.media.simulator.video.Identifiers;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoOptions;

import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** {@code POST /stream/copy}: a video object in {@code downloading}. */
public final class CopyHandler {
    private static final Refusal BAD_URL =
            new Refusal(
                    HttpStatus.BAD_REQUEST,
                    10010,
                    "Invalid URL: expected http or https, of this machine or of a host that the"
                            + " simulator is set up to copy from");

    private final Copies copies;
    private final VideoObject videoObject;
    private final VideoOptionsReader reader;
    private final InstantSource clock;
    private final Scheduler files;
    private final Identifiers identifiers = new Identifiers();

    /**
     * Takes what is to be copied.
     *
     * @param files where all that blocks runs
     */
    public CopyHandler(
            Copies copies,
            VideoObject videoObject,
            VideoOptionsReader reader,
            InstantSource clock,
            Scheduler files) {
        this.copies = copies;
        this.videoObject = videoObject;
        this.reader = reader;
        this.clock = clock;
        this.files = files;
    }

    /** Of the account, behind the check of its token. */
    public RouterFunction<ServerResponse> accountRoutes() {
        return RouterFunctions.route().POST(StreamApi.STREAM + "/copy", this::create).build();
    }

    private Mono<ServerResponse> create(ServerRequest request) {
        var creator =
                Optional.ofNullable(request.headers().firstHeader(VideoFields.CREATOR_HEADER));
        var now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        return JsonBody.read(
                request,
                body ->
                        reader.copy(body, creator, now)
                                .fold(options -> create(body, options, now), Envelope::refused));
    }

    private Mono<ServerResponse> create(ObjectNode body, VideoOptions options, Instant now) {
        // The SDK of today writes the one, all of the documentation the other.
        var url = text(body, "input").or(() -> text(body, "url"));
        if (url.isEmpty()) {
            return Envelope.refused(BAD_URL);
        }
        var meta = options.meta();
        text(body, "name").filter(_ -> !meta.has("name")).ifPresent(name -> meta.put("name", name));
        meta.put("downloaded-from", url.get());
        return Uninterrupted.call(files, () -> begin(url.get(), options, now))
                .flatMap(
                        begun ->
                                begun.fold(
                                        video -> Envelope.success(videoObject.render(video)),
                                        Envelope::refused));
    }

    private Decoded<Video> begin(String url, VideoOptions options, Instant now) {
        if (!copies.isPermitted(url)) {
            return new Decoded.Refused<>(BAD_URL);
        }
        var video = Video.copy(identifiers.uid(), now, options, url);
        return copies.begin(video)
                .<Decoded<Video>>map(shortage -> new Decoded.Refused<>(Refusal.of(shortage)))
                .orElseGet(() -> new Decoded.Accepted<>(video));
    }

    private static Optional<String> text(ObjectNode body, String name) {
        return Optional.ofNullable(body.get(name))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
    }
}
