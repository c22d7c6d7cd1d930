package video.divine.media.simulator.delivery;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.signing.PlaybackToken;
import video.divine.media.simulator.signing.PlaybackTokens;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;

import java.net.InetSocketAddress;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.regex.Pattern;

/**
 * Lets requests through to a video, which the path names by its uid or by a token in the uid's
 * place. Without a good token a private one answers 401; who is kept out by the token's rules, by
 * the video's origins, or because the token is for no downloads, gets 403. Cloudflare documents the
 * first status only.
 */
final class Gate {
    /** What every path of delivery begins with. */
    static final String VIDEO = "/{video:[\\w.-]+}";

    private static final Pattern UID = Pattern.compile("[0-9a-f]{32}");

    /** What is asked for. */
    enum Purpose {
        /** Manifests and segments: from the sites only that the video allows. */
        PLAYBACK,
        /** Thumbnails and the pages around a player. */
        PICTURES,
        /** Of a private video with tokens only that say so. */
        DOWNLOAD
    }

    private sealed interface Verdict {
        record Open(Video video) implements Verdict {}

        record Shut(HttpStatus status) implements Verdict {}
    }

    private final VideoCatalogue catalogue;
    private final PlaybackTokens tokens;
    private final Scheduler files;

    /**
     * @param files where signatures are checked, which takes too long for an event loop
     */
    Gate(VideoCatalogue catalogue, PlaybackTokens tokens, Scheduler files) {
        this.catalogue = catalogue;
        this.tokens = tokens;
        this.files = files;
    }

    /** The handler gets the video that the path stands for, on a thread where it may block. */
    HandlerFunction<ServerResponse> before(
            Purpose purpose, BiFunction<ServerRequest, Video, Mono<ServerResponse>> handler) {
        return request ->
                Mono.fromCallable(() -> verdict(request, purpose))
                        .subscribeOn(files)
                        .flatMap(
                                verdict ->
                                        switch (verdict) {
                                            case Verdict.Open(var video) ->
                                                    handler.apply(request, video);
                                            case Verdict.Shut(var status) ->
                                                    ServerResponse.status(status).build();
                                        });
    }

    private Verdict verdict(ServerRequest request, Purpose purpose) {
        var name = request.pathVariable("video");
        if (UID.matcher(name).matches()) {
            return catalogue
                    .find(name)
                    .map(
                            video ->
                                    video.options().requireSignedUrls()
                                            ? new Verdict.Shut(HttpStatus.UNAUTHORIZED)
                                            : embedded(video, request, purpose))
                    .orElse(new Verdict.Shut(HttpStatus.NOT_FOUND));
        }
        return tokens.verify(name)
                .map(token -> verdict(token, request, purpose))
                .orElse(new Verdict.Shut(HttpStatus.UNAUTHORIZED));
    }

    private Verdict verdict(PlaybackToken token, ServerRequest request, Purpose purpose) {
        var video = catalogue.find(token.uid());
        if (video.isEmpty()) {
            return new Verdict.Shut(HttpStatus.NOT_FOUND);
        }
        var admitted =
                request.remoteAddress()
                        .map(InetSocketAddress::getAddress)
                        .filter(token::admits)
                        .isPresent();
        var mayDownload = token.downloadable() || !video.get().options().requireSignedUrls();
        return admitted && (purpose != Purpose.DOWNLOAD || mayDownload)
                ? embedded(video.get(), request, purpose)
                : new Verdict.Shut(HttpStatus.FORBIDDEN);
    }

    private static Verdict embedded(Video video, ServerRequest request, Purpose purpose) {
        var origins = new AllowedOrigins(video.options().allowedOrigins());
        var admitted =
                purpose != Purpose.PLAYBACK
                        || origins.admit(
                                header(request, HttpHeaders.ORIGIN),
                                header(request, HttpHeaders.REFERER));
        return admitted ? new Verdict.Open(video) : new Verdict.Shut(HttpStatus.FORBIDDEN);
    }

    private static Optional<String> header(ServerRequest request, String name) {
        return Optional.ofNullable(request.headers().firstHeader(name));
    }
}
