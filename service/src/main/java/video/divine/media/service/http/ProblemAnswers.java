package video.divine.media.service.http;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.web.server.MethodNotAllowedException;
import org.springframework.web.server.ResponseStatusException;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebExceptionHandler;
import org.springframework.web.util.DisconnectedClientHelper;

import reactor.core.publisher.Mono;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.util.Locale;
import java.util.Optional;
import java.util.function.Function;

/**
 * The last word on every failed request: one JSON body, never a page and never a stack trace. What
 * nobody foresaw is logged with its trace and answered 500.
 */
public final class ProblemAnswers implements WebExceptionHandler {
    private static final Logger LOG = LoggerFactory.getLogger(ProblemAnswers.class);

    private final JsonMapper json;
    private final Function<Throwable, Optional<Problem>> known;

    /**
     * Answers in JSON.
     *
     * @param known what a service says to failures of its own; empty for all others
     */
    public ProblemAnswers(JsonMapper json, Function<Throwable, Optional<Problem>> known) {
        this.json = json;
        this.known = known;
    }

    @Override
    public Mono<Void> handle(ServerWebExchange exchange, Throwable failure) {
        var response = exchange.getResponse();
        if (response.isCommitted()) {
            return Mono.error(failure);
        }
        // Handed on, it would be an error with a trace in the log, which any stranger can cause.
        if (DisconnectedClientHelper.isClientDisconnectedException(failure)) {
            LOG.debug("client left: {}", failure.getMessage());
            response.setStatusCode(HttpStatus.INTERNAL_SERVER_ERROR);
            return unread(response.setComplete());
        }
        var problem = problem(exchange, failure);
        response.setStatusCode(problem.status());
        response.getHeaders().addAll(problem.headers());
        response.getHeaders().setContentType(MediaType.APPLICATION_JSON);
        var body = response.bufferFactory().wrap(json.writeValueAsBytes(problem.body()));
        return unread(response.writeWith(Mono.just(body)));
    }

    /** Netty has answered broken chunks by itself, or the client is gone: no bug of ours. */
    private static Mono<Void> unread(Mono<Void> answer) {
        return answer.onErrorResume(
                Exception.class,
                e -> {
                    LOG.debug("answer not sent: {}", e.getMessage());
                    return Mono.empty();
                });
    }

    private Problem problem(ServerWebExchange exchange, Throwable failure) {
        return known.apply(failure).orElseGet(() -> general(exchange, failure));
    }

    private static Problem general(ServerWebExchange exchange, Throwable failure) {
        return switch (failure) {
            case ProblemException problem -> problem.problem();
            case MethodNotAllowedException method -> methodNotAllowed(method);
            case ResponseStatusException status -> ofStatus(status);
            default -> {
                LOG.error(
                        "request failed method={} path={}",
                        exchange.getRequest().getMethod(),
                        exchange.getRequest().getPath(),
                        failure);
                yield Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal");
            }
        };
    }

    private static Problem methodNotAllowed(MethodNotAllowedException method) {
        var allowed = new HttpHeaders();
        allowed.setAllow(method.getSupportedMethods());
        var problem = Problem.of(HttpStatus.METHOD_NOT_ALLOWED, "method_not_allowed");
        return new Problem(
                problem.status(), problem.error(), problem.reason(), problem.more(), allowed);
    }

    private static Problem ofStatus(ResponseStatusException failure) {
        var status = HttpStatus.resolve(failure.getStatusCode().value());
        return switch (status) {
            case null -> Problem.of(HttpStatus.INTERNAL_SERVER_ERROR, "internal");
            case BAD_REQUEST -> Problem.of(HttpStatus.BAD_REQUEST, "bad_request");
            case NOT_FOUND -> Problem.notFound();
            case HttpStatus other -> Problem.of(other, word(other));
        };
    }

    /** {@code UNSUPPORTED_MEDIA_TYPE} becomes {@code unsupported_media_type}. */
    private static String word(HttpStatus status) {
        return status.name().toLowerCase(Locale.ROOT);
    }
}
