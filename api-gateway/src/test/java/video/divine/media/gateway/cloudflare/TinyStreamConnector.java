package video.divine.media.gateway.cloudflare;

import org.springframework.http.HttpMethod;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ClientHttpRequest;
import org.springframework.http.client.reactive.ClientHttpResponse;
import org.springframework.mock.http.client.reactive.MockClientHttpRequest;
import org.springframework.mock.http.client.reactive.MockClientHttpResponse;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.TinyStream.Answer;

import java.io.IOException;
import java.net.URI;
import java.util.HashMap;
import java.util.Locale;
import java.util.Map;
import java.util.function.Function;

/** A {@link TinyStream} without a network, so that virtual time can be used. */
record TinyStreamConnector(TinyStream stream) implements ClientHttpConnector {
    @Override
    public Mono<ClientHttpResponse> connect(
            HttpMethod method,
            URI uri,
            Function<? super ClientHttpRequest, Mono<Void>> requestCallback) {
        var request = new MockClientHttpRequest(method, uri);
        return requestCallback
                .apply(request)
                .then(Mono.defer(request::getBodyAsString))
                .flatMap(
                        body ->
                                respond(
                                        stream.answer(
                                                method.name(),
                                                uri.toString(),
                                                headers(request),
                                                body)));
    }

    private static Map<String, String> headers(MockClientHttpRequest request) {
        var headers = new HashMap<String, String>();
        request.getHeaders()
                .forEach(
                        (name, values) ->
                                headers.put(name.toLowerCase(Locale.ROOT), values.getFirst()));
        return headers;
    }

    private static Mono<ClientHttpResponse> respond(Answer answer) {
        return switch (answer) {
            case Answer.Reply(var status, var headers, var body) -> {
                var response = new MockClientHttpResponse(status);
                headers.forEach(response.getHeaders()::add);
                response.setBody(body);
                yield Mono.just(response);
            }
            case Answer.Silence _ -> Mono.never();
            case Answer.Reset _ -> Mono.error(new IOException("Connection reset"));
            case Answer.Later(var reply) -> reply.flatMap(TinyStreamConnector::respond);
        };
    }
}
