package video.divine.media.simulator.api;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

/**
 * Reads the whole body before a refusal: a client that is answered before it has finished sending
 * mostly sees a broken connection instead of the answer.
 */
public final class Drain {
    private Drain() {}

    public static Mono<ServerResponse> refused(ServerRequest request, Refusal refusal) {
        return request.exchange()
                .getRequest()
                .getBody()
                .doOnNext((DataBuffer buffer) -> DataBufferUtils.release(buffer))
                .then(Envelope.refused(refusal));
    }
}
