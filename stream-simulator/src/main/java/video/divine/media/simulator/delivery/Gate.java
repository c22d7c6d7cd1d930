package video.divine.media.simulator.delivery;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.UriComponentsBuilder;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.signing.PlaybackToken;
import video.divine.media.simulator.signing.PlaybackTokens;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;

import java.net.InetSocketAddress;
import java.net.URI;
import java.util.List;
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

    /** Paths below that of a video: one to be embedded, and one of its own. */
    static final String IFRAME = "/iframe";

    static final String WATCH = "/watch";

    private static final List<String> PLAYERS = List.of(IFRAME, WATCH);

    private static final Pattern UID = Pattern.compile("[0-9a-f]{32}");

    /** What is asked for. */
    enum Purpose {
        /** Manifests and segments: from the sites only that the video allows, and our player. */
        PLAYBACK,
        /** The player, in a page of a site that the video allows. */
        EMBEDDING,
        /** Thumbnails, and the player as a page of its own. */
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
    private final URI deliveryBase;
    private final Scheduler files;

    /**
     * @param deliveryBase what the addresses of our pages begin with
     * @param files where signatures are checked, which takes too long for an event loop
     */
    Gate(VideoCatalogue catalogue, PlaybackTokens tokens, URI deliveryBase, Scheduler files) {
        this.catalogue = catalogue;
        this.tokens = tokens;
        this.deliveryBase = deliveryBase;
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

    private Verdict embedded(Video video, ServerRequest request, Purpose purpose) {
        var admitted =
                switch (purpose) {
                    case PLAYBACK -> isFromPlayer(request) || isFromAllowedSite(video, request);
                    case EMBEDDING -> isFromAllowedSite(video, request);
                    case PICTURES, DOWNLOAD -> true;
                };
        return admitted ? new Verdict.Open(video) : new Verdict.Shut(HttpStatus.FORBIDDEN);
    }

    private static boolean isFromAllowedSite(Video video, ServerRequest request) {
        return new AllowedOrigins(video.options().allowedOrigins())
                .admit(header(request, HttpHeaders.ORIGIN), header(request, HttpHeaders.REFERER));
    }

    /** Whether our own page of this video asks, under the name that it was opened by. */
    private boolean isFromPlayer(ServerRequest request) {
        var referer = header(request, HttpHeaders.REFERER).map(Gate::withoutQuery);
        var video = "/" + request.pathVariable("video");
        var here =
                UriComponentsBuilder.fromUri(request.uri()).replacePath(video).replaceQuery(null);
        return referer.filter(
                        page ->
                                PLAYERS.stream()
                                        .anyMatch(
                                                player ->
                                                        page.equals(deliveryBase + video + player)
                                                                || page.equals(
                                                                        here.toUriString()
                                                                                + player)))
                .isPresent();
    }

    private static String withoutQuery(String address) {
        return address.replaceFirst("[?#].*", "");
    }

    private static Optional<String> header(ServerRequest request, String name) {
        return Optional.ofNullable(request.headers().firstHeader(name));
    }
}
