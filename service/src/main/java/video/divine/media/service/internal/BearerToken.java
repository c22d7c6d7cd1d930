package video.divine.media.service.internal;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;

import video.divine.media.service.digest.Sha256;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Set;

/** Lets nobody pass without the token (RFC 6750), whatever they ask for, but for open paths. */
public final class BearerToken implements WebFilter {
    private static final String SCHEME = "Bearer ";

    /** Of one length whatever is stated, so that not even the token's length can be measured. */
    private final byte[] expected;

    private final Set<String> open;

    /**
     * A gate.
     *
     * @param open paths, whole ones, that need no token
     */
    public BearerToken(String token, Set<String> open) {
        this.expected = sha256(token);
        this.open = Set.copyOf(open);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var stated = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
        return isGood(stated) || open.contains(exchange.getRequest().getPath().value())
                ? chain.filter(exchange)
                : Mono.error(new ProblemException(refusal(stated)));
    }

    private boolean isGood(List<String> stated) {
        return stated.size() == 1
                && stated.getFirst().regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                && MessageDigest.isEqual(
                        expected, sha256(stated.getFirst().substring(SCHEME.length()).strip()));
    }

    private static Problem refusal(List<String> stated) {
        return Problem.of(HttpStatus.UNAUTHORIZED, "unauthorized")
                .header(
                        HttpHeaders.WWW_AUTHENTICATE,
                        stated.isEmpty() ? "Bearer" : "Bearer error=\"invalid_token\"");
    }

    private static byte[] sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
