package video.divine.media.simulator.api;

import org.springframework.http.HttpHeaders;
import org.springframework.web.reactive.function.server.HandlerFilterFunction;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import java.util.regex.Pattern;

/** Lets through who names the account in the path and its token in {@code Authorization}. */
final class TokenCheck implements HandlerFilterFunction<ServerResponse, ServerResponse> {
    /** The scheme's case does not matter: one of Cloudflare's own examples writes "bearer". */
    private static final Pattern BEARER = Pattern.compile("(?i:bearer) +([!-~]+) *");

    private final String account;
    private final byte[] token;

    TokenCheck(String account, String token) {
        this.account = account;
        this.token = bytes(token);
    }

    @Override
    public Mono<ServerResponse> filter(
            ServerRequest request, HandlerFunction<ServerResponse> next) {
        return refusal(request).map(Envelope::refused).orElseGet(() -> next.handle(request));
    }

    private Optional<Refusal> refusal(ServerRequest request) {
        var header = request.headers().firstHeader(HttpHeaders.AUTHORIZATION);
        if (header == null) {
            return Optional.of(Refusal.wrongToken());
        }
        var bearer = BEARER.matcher(header);
        if (!bearer.matches()) {
            return Optional.of(Refusal.malformedAuthorization());
        }
        var right =
                request.pathVariable("account").equals(account)
                        && MessageDigest.isEqual(token, bytes(bearer.group(1)));
        return right ? Optional.empty() : Optional.of(Refusal.wrongToken());
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
