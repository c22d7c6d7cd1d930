package video.divine.media.simulator;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpStatus;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ResponseStatusException;

import reactor.core.publisher.Mono;
import reactor.netty.channel.AbortedException;

import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedChannelException;
import java.util.List;

/** The last resort: a request that no handler could finish still gets an envelope. */
final class FailedRequests {
    private static final Logger log = LoggerFactory.getLogger(FailedRequests.class);

    private static final Refusal BODY_TOO_LARGE =
            new Refusal(HttpStatus.CONTENT_TOO_LARGE, 10011, "The body is too large");

    private static final List<String> DISCONNECTS = List.of("reset by peer", "Broken pipe");

    private FailedRequests() {}

    /** Answers, too, where the handler throws before it returns a Mono, unlike Spring's onError. */
    static Mono<ServerResponse> answered(
            ServerRequest request, HandlerFunction<ServerResponse> handler) {
        return Mono.defer(() -> handler.handle(request))
                .onErrorResume(failure -> answer(failure, request));
    }

    private static Mono<ServerResponse> answer(Throwable failure, ServerRequest request) {
        return switch (failure) {
            // The paths are not logged: an upload URL is a bearer secret.
            case AbortedException _ -> gone(request);
            case ResponseStatusException status when status.getStatusCode().is4xxClientError() ->
                    Envelope.refused(refusal(status));
            case InvalidMediaTypeException _ ->
                    Envelope.refused(Refusal.undecodable("the Content-Type cannot be read"));
            case DataBufferLimitException _ -> Envelope.refused(BODY_TOO_LARGE);
            case IOException io when isDisconnect(io) -> gone(request);
            default -> {
                log.error("{} request failed", request.method(), failure);
                yield Envelope.refused(Refusal.internal());
            }
        };
    }

    private static Refusal refusal(ResponseStatusException failure) {
        return failure.getStatusCode().isSameCodeAs(HttpStatus.CONTENT_TOO_LARGE)
                ? BODY_TOO_LARGE
                : Refusal.undecodable("the body cannot be read");
    }

    static boolean isDisconnect(IOException failure) {
        return switch (failure) {
            // Of a file, such as a write of ours that was interrupted.
            case AsynchronousCloseException _ -> false;
            case ClosedChannelException _, SocketException _ -> true;
            // Netty's native transport has words only.
            default ->
                    DISCONNECTS.stream().anyMatch(String.valueOf(failure.getMessage())::contains);
        };
    }

    /** Nobody is there to read the answer. */
    private static Mono<ServerResponse> gone(ServerRequest request) {
        log.debug("{} request broken off by its client", request.method());
        return Envelope.refused(Refusal.undecodable("the body broke off"));
    }
}
