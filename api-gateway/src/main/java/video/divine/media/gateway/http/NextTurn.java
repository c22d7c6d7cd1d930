package video.divine.media.gateway.http;

import org.springframework.boot.reactor.netty.NettyServerCustomizer;

import reactor.core.scheduler.Schedulers;
import reactor.netty.http.server.HttpServer;

/**
 * Answers each request one turn of the event loop after it came. reactor-netty 1.3.7 never reads a
 * connection again when a request that had to wait for the one before it is answered while it is
 * handed over (its #4361): a client whose next request is quicker than the end of the last one
 * hangs. One turn later the hand-over is done.
 */
public final class NextTurn implements NettyServerCustomizer {
    @Override
    public HttpServer apply(HttpServer server) {
        return server.mapHandle(
                (answered, connection) ->
                        answered.subscribeOn(
                                Schedulers.fromExecutor(connection.channel().eventLoop())));
    }
}
