package video.divine.media.simulator.control;

import io.netty.channel.ChannelOption;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.server.reactive.ServerHttpResponseDecorator;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.netty.http.server.HttpServerResponse;

import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.fault.Faults;

/** Lets calls of the API fail as the faults have it; all else passes untouched. */
public final class FaultyCalls implements HandlerFilterFunction<ServerResponse, ServerResponse> {
    private static final Logger log = LoggerFactory.getLogger(FaultyCalls.class);

    /** Short, so that a test that heeds it is not slow. */
    private static final String RETRY_AFTER_SECONDS = "1";

    private final Faults faults;

    public FaultyCalls(Faults faults) {
        this.faults = faults;
    }

    @Override
    public Mono<ServerResponse> filter(
            ServerRequest request, HandlerFunction<ServerResponse> next) {
        if (!StreamApi.isCall(request.requestPath())) {
            return next.handle(request);
        }
        var fate = faults.nextCall();
        var answer =
                fate.refusal().isPresent()
                        ? refused(request, HttpStatus.valueOf(fate.refusal().getAsInt()))
                        : next.handle(request);
        var slow = fate.delay().isZero() ? answer : answer.delayElement(fate.delay());
        return fate.reset() ? slow.flatMap(_ -> reset(request)) : slow;
    }

    private static Mono<ServerResponse> refused(ServerRequest request, HttpStatus status) {
        log.debug("{} request fails with {}", request.method(), status.value());
        if (status.equals(HttpStatus.TOO_MANY_REQUESTS)) {
            request.exchange()
                    .getResponse()
                    .getHeaders()
                    .set(HttpHeaders.RETRY_AFTER, RETRY_AFTER_SECONDS);
        }
        return Drain.refused(request, Refusal.injected(status));
    }

    /** Without lingering the kernel sends a reset, and what was written before it is lost. */
    private static Mono<ServerResponse> reset(ServerRequest request) {
        log.debug("{} request is reset after its effect", request.method());
        HttpServerResponse server =
                ServerHttpResponseDecorator.getNativeResponse(request.exchange().getResponse());
        server.withConnection(
                connection -> {
                    connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                    var _ = connection.channel().close();
                });
        // The server cancels it with the connection.
        return Mono.never();
    }
}
