package video.divine.media.simulator.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.api.Drain;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.limit.RateLimit;
import video.divine.media.simulator.limit.RateLimitPolicy;

import java.time.InstantSource;

/**
 * Bounds the calls of the API and tells each how many are left. Every call counts, whatever becomes
 * of it, since there is one account and one token; uploads, playback and webhooks do not.
 */
public final class RateLimitedCalls
        implements HandlerFilterFunction<ServerResponse, ServerResponse> {
    private static final Logger log = LoggerFactory.getLogger(RateLimitedCalls.class);

    // As of the changelog of 2025-09-03; the names and forms are literal.
    private static final String LIMIT = "Ratelimit";
    private static final String POLICY = "Ratelimit-Policy";

    private final RateLimitPolicy policy;
    private final RateLimit limit;

    public RateLimitedCalls(RateLimitPolicy policy, InstantSource clock) {
        this.policy = policy;
        this.limit = new RateLimit(policy, clock);
    }

    @Override
    public Mono<ServerResponse> filter(
            ServerRequest request, HandlerFunction<ServerResponse> next) {
        if (policy.isOff() || !StreamApi.isCall(request.requestPath())) {
            return next.handle(request);
        }
        var verdict = limit.next();
        var headers = request.exchange().getResponse().getHeaders();
        headers.set(LIMIT, "\"default\";r=" + verdict.remaining() + ";t=" + verdict.reset());
        headers.set(POLICY, "\"burst\";q=" + policy.quota() + ";w=" + policy.window().toSeconds());
        if (!verdict.refused()) {
            return next.handle(request);
        }
        log.info("{} request refused for {} s", request.method(), verdict.reset());
        headers.set(HttpHeaders.RETRY_AFTER, Long.toString(verdict.reset()));
        return Drain.refused(request, Refusal.tooManyCalls(policy.quota(), policy.window()));
    }
}
