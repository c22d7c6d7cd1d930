package video.divine.media.gateway.cloudflare;

import io.netty.channel.ChannelOption;

import org.reactivestreams.Publisher;

import reactor.core.publisher.Mono;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;
import reactor.netty.http.server.HttpServerResponse;

import video.divine.media.gateway.cloudflare.TinyStream.Answer;

import java.net.URI;
import java.util.HashMap;
import java.util.Locale;

/** A {@link TinyStream} on a free loopback port. */
final class TinyStreamServer implements AutoCloseable {
    private final TinyStream stream;
    private final DisposableServer server;

    TinyStreamServer(TinyStream stream) {
        this.stream = stream;
        this.server = HttpServer.create().host("127.0.0.1").port(0).handle(this::handle).bindNow();
    }

    URI baseUrl() {
        return URI.create("http://127.0.0.1:" + server.port() + "/client/v4");
    }

    private Publisher<Void> handle(HttpServerRequest request, HttpServerResponse response) {
        return request.receive()
                .aggregate()
                .asString()
                .defaultIfEmpty("")
                .flatMap(body -> answer(request, response, body));
    }

    private Mono<Void> answer(HttpServerRequest request, HttpServerResponse response, String body) {
        var headers = new HashMap<String, String>();
        request.requestHeaders()
                .forEach(
                        header ->
                                headers.put(
                                        header.getKey().toLowerCase(Locale.ROOT),
                                        header.getValue()));
        return respond(
                stream.answer(request.method().name(), request.uri(), headers, body), response);
    }

    private static Mono<Void> respond(Answer answer, HttpServerResponse response) {
        return switch (answer) {
            case Answer.Reply(var status, var extra, var text) -> {
                extra.forEach(response::header);
                yield response.status(status).sendString(Mono.just(text)).then();
            }
            case Answer.Later(var reply) -> reply.flatMap(later -> respond(later, response));
            case Answer.Silence _ -> Mono.never();
            case Answer.Reset _ -> {
                // Linger 0 makes the close an RST.
                response.withConnection(
                        connection -> {
                            connection.channel().config().setOption(ChannelOption.SO_LINGER, 0);
                            var _ = connection.channel().close();
                        });
                yield Mono.never();
            }
        };
    }

    @Override
    public void close() {
        server.disposeNow();
    }
}
