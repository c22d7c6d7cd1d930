package video.divine.media.gateway.remote;

import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;

import video.divine.media.schemas.read.ReadProtocol;

/** Tells the caller where a standby has answered, and how far it was behind. */
public final class ServedByFilter implements WebFilter {
    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var label = new StandbyLabel();
        var response = exchange.getResponse();
        response.beforeCommit(
                () ->
                        Mono.fromRunnable(
                                () ->
                                        label.get()
                                                .ifPresent(
                                                        standby ->
                                                                response.getHeaders()
                                                                        .set(
                                                                                ReadProtocol
                                                                                        .SERVED_BY,
                                                                                standby
                                                                                        .header()))));
        return chain.filter(exchange).contextWrite(label::in);
    }
}
