package video.divine.media.gateway.openapi;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.RequestHeadersSpec;

import video.divine.media.gateway.Gateway;

import java.util.function.Consumer;
import java.util.function.Function;

/**
 * A request and what it shall bring about.
 *
 * @param operation its name in the document
 * @param reason in the body of the answer; empty where there is none
 * @param given done before
 */
record Call(
        String operation,
        int status,
        String reason,
        Consumer<Gateway> given,
        Function<Gateway, RequestHeadersSpec<?>> request) {
    Call given(Consumer<Gateway> first) {
        return new Call(operation, status, reason, given.andThen(first), request);
    }

    Call header(String name, String value) {
        return new Call(
                operation,
                status,
                reason,
                given,
                gateway -> request.apply(gateway).header(name, value));
    }

    static Call get(String operation, int status, String reason, String path) {
        return on(operation, status, reason, HttpMethod.GET, path);
    }

    static Call on(String operation, int status, String reason, HttpMethod method, String path) {
        return new Call(
                operation,
                status,
                reason,
                _ -> {},
                gateway ->
                        gateway.overTheNetwork()
                                .method(method)
                                .uri(gateway.address().resolve(path)));
    }

    /** Alice's, with a good token. */
    static Call signedGet(String operation, int status, String reason, String path) {
        return new Call(
                operation,
                status,
                reason,
                _ -> {},
                gateway ->
                        gateway.overTheNetwork()
                                .get()
                                .uri(path)
                                .header(
                                        HttpHeaders.AUTHORIZATION,
                                        gateway.token(HttpMethod.GET, path, "")));
    }

    /** Alice's, with a good token. */
    static Call signedDelete(String operation, int status, String reason, String path) {
        return new Call(
                operation,
                status,
                reason,
                _ -> {},
                gateway ->
                        gateway.overTheNetwork()
                                .delete()
                                .uri(path)
                                .header(
                                        HttpHeaders.AUTHORIZATION,
                                        gateway.token(HttpMethod.DELETE, path, "")));
    }

    /** Alice's, with a good token. */
    static Call signedPost(String operation, int status, String reason, String path, String body) {
        return new Call(
                operation,
                status,
                reason,
                _ -> {},
                gateway ->
                        gateway.overTheNetwork()
                                .post()
                                .uri(path)
                                .contentType(MediaType.APPLICATION_JSON)
                                .header(
                                        HttpHeaders.AUTHORIZATION,
                                        gateway.token(HttpMethod.POST, path, body))
                                .bodyValue(body));
    }

    static Call post(String operation, int status, String reason, String path, String body) {
        return new Call(
                operation,
                status,
                reason,
                _ -> {},
                gateway ->
                        gateway.overTheNetwork()
                                .post()
                                .uri(path)
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(body));
    }

    @Override
    public String toString() {
        return operation + " " + status + " " + reason;
    }
}
