package video.divine.media.simulator.tus;

import static org.springframework.web.reactive.function.server.RequestPredicates.headers;
import static org.springframework.web.reactive.function.server.RequestPredicates.method;
import static org.springframework.web.reactive.function.server.RequestPredicates.path;

import org.springframework.http.CacheControl;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.RequestPath;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.video.UploadLink;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoStatus;

import java.time.InstantSource;
import java.util.Locale;
import java.util.Optional;
import java.util.function.BiFunction;

/** {@code HEAD}, {@code PATCH} and {@code OPTIONS} of an upload: the link is the right. */
public final class TusHandler {
    private static final String PATH = "/tus/{link}";
    private static final PathPattern PATTERN = PathPatternParser.defaultInstance.parse(PATH);
    private static final String CHUNK = "application/offset+octet-stream";

    private static final Refusal NO_CHUNK =
            new Refusal(
                    HttpStatus.UNSUPPORTED_MEDIA_TYPE,
                    10004,
                    "Decoding Error: the Content-Type must be " + CHUNK);

    private final VideoCatalogue catalogue;
    private final TusUploads uploads;
    private final TusLimits limits;
    private final InstantSource clock;

    public TusHandler(
            VideoCatalogue catalogue, TusUploads uploads, TusLimits limits, InstantSource clock) {
        this.catalogue = catalogue;
        this.uploads = uploads;
        this.limits = limits;
        this.clock = clock;
    }

    /** Whether it is an upload of ours that is asked for. */
    public static boolean isUpload(RequestPath path) {
        return PATTERN.matches(path.pathWithinApplication());
    }

    public RouterFunction<ServerResponse> routes() {
        // Some clients' HTTP knows no PATCH: Java's HttpURLConnection does not.
        var patching = method(HttpMethod.PATCH).or(method(HttpMethod.POST).and(overridden()));
        var protocol =
                RouterFunctions.route()
                        .HEAD(PATH, this::head)
                        .route(patching.and(path(PATH)), this::patch)
                        .filter(new TusHeaders())
                        .build();
        return RouterFunctions.route().OPTIONS(PATH, _ -> options(limits)).add(protocol).build();
    }

    /** The one answer that needs no version of the request, and names ours. */
    static Mono<ServerResponse> options(TusLimits limits) {
        return ServerResponse.noContent()
                .header(TusHeaders.VERSIONS, TusHeaders.VERSION)
                .header(TusHeaders.EXTENSION, TusHeaders.EXTENSIONS)
                .header(TusHeaders.MAX_SIZE, Long.toString(limits.largestFile()))
                .build();
    }

    private static RequestPredicate overridden() {
        return headers(
                headers ->
                        "PATCH"
                                .equals(
                                        Optional.ofNullable(headers.firstHeader(TusHeaders.METHOD))
                                                .map(it -> it.toUpperCase(Locale.ROOT))
                                                .orElse("")));
    }

    private Mono<ServerResponse> head(ServerRequest request) {
        return withUpload(
                request,
                (video, link) ->
                        uploads.progress(video.uid())
                                .flatMap(answer -> answer(answer, HttpStatus.OK, link)));
    }

    private Mono<ServerResponse> patch(ServerRequest request) {
        if (!CHUNK.equals(request.headers().firstHeader(HttpHeaders.CONTENT_TYPE))) {
            return Drain.refused(request, NO_CHUNK);
        }
        var offset = TusHeaders.number(request, TusHeaders.OFFSET);
        if (offset.isEmpty()) {
            return Drain.refused(request, Refusal.invalid("Upload-Offset must be a number"));
        }
        return withUpload(
                request,
                (video, link) ->
                        uploads.append(
                                        video.uid(),
                                        offset.getAsLong(),
                                        request.headers().contentLength(),
                                        request.exchange().getRequest().getBody())
                                .doOnNext(answer -> endIfBroken(request, answer))
                                .flatMap(answer -> answer(answer, HttpStatus.NO_CONTENT, link)));
    }

    private Mono<ServerResponse> withUpload(
            ServerRequest request, BiFunction<Video, UploadLink, Mono<ServerResponse>> handler) {
        var video = catalogue.findByLink(TusLinks.PREFIX + request.pathVariable("link"));
        var link = video.flatMap(Video::link);
        if (video.isEmpty() || link.isEmpty()) {
            return Drain.refused(request, Refusal.notFound());
        }
        // An upload that is done stays known: the answer to its last chunk may have been lost.
        return video.get().status() instanceof VideoStatus.PendingUpload
                        && !clock.instant().isBefore(link.get().expiry())
                ? Drain.refused(request, Refusal.expired())
                : handler.apply(video.get(), link.get());
    }

    /** Whoever has sent half a chunk may never send the rest, nor go away. */
    private static void endIfBroken(ServerRequest request, Decoded<Progress> answer) {
        if (answer instanceof Decoded.Refused<Progress>(var refusal)
                && refusal.equals(Chunk.BROKEN_OFF)) {
            request.exchange().getResponse().getHeaders().set(HttpHeaders.CONNECTION, "close");
        }
    }

    private static Mono<ServerResponse> answer(
            Decoded<Progress> answer, HttpStatus status, UploadLink link) {
        return answer.fold(
                progress ->
                        ServerResponse.status(status)
                                .cacheControl(CacheControl.noStore())
                                .header(TusHeaders.OFFSET, Long.toString(progress.offset()))
                                .header(TusHeaders.LENGTH, Long.toString(progress.length()))
                                .header(TusHeaders.EXPIRES, TusHeaders.expires(link))
                                .build(),
                Envelope::refused);
    }
}
