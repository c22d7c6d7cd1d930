package video.divine.media.simulator.api;

import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.video.VideoCatalogue;

import java.net.URI;

/** {@code GET /stream/<uid>/embed}: a piece of HTML, not an envelope. */
public final class EmbedHandler {
    private final VideoCatalogue catalogue;
    private final URI deliveryBase;

    /**
     * @param deliveryBase where {@code /<uid>/iframe} is reached
     */
    public EmbedHandler(VideoCatalogue catalogue, URI deliveryBase) {
        this.catalogue = catalogue;
        this.deliveryBase = deliveryBase;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(StreamApi.STREAM + StreamApi.VIDEO + "/embed", this::frame)
                .build();
    }

    private Mono<ServerResponse> frame(ServerRequest request) {
        return catalogue
                .find(request.pathVariable("uid"))
                .map(
                        video ->
                                ServerResponse.ok()
                                        .contentType(MediaType.TEXT_HTML)
                                        .bodyValue(html(video.uid())))
                .orElseGet(() -> Envelope.refused(Refusal.notFound()));
    }

    private String html(String uid) {
        return """
        <iframe src="%s/%s/iframe" style="border: none" height="720" width="1280" \
        allow="accelerometer; gyroscope; autoplay; encrypted-media; picture-in-picture;" \
        allowfullscreen="true"></iframe>
        """
                .formatted(deliveryBase, uid);
    }
}
