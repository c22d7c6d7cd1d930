package video.divine.media.simulator.control;

import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;

/** Reads the whole body first: many clients see no answer that comes before they have sent it. */
final class Drained {
    private Drained() {}

    static Mono<ServerResponse> refused(ServerRequest request, Refusal refusal) {
        return request.exchange()
                .getRequest()
                .getBody()
                .doOnNext(DataBufferUtils::release)
                .then(Envelope.refused(refusal));
    }
}
