package video.divine.media.gateway.operator;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.digest.Sha256;
import video.divine.media.gateway.problem.Problem;
import video.divine.media.gateway.problem.ProblemException;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;

/** Lets nobody pass without the token (RFC 6750), whatever they ask for. */
final class BearerToken implements WebFilter {
    private static final String SCHEME = "Bearer ";

    /** Of one length whatever is stated, so that not even the token's length can be measured. */
    private final byte[] expected;

    BearerToken(String token) {
        this.expected = sha256(token);
    }

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var stated = exchange.getRequest().getHeaders().getOrEmpty(HttpHeaders.AUTHORIZATION);
        return isGood(stated)
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
