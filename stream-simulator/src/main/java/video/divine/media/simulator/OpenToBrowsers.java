package video.divine.media.simulator;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.HttpStatus;
import org.springframework.web.cors.reactive.CorsUtils;
import org.springframework.web.server.ServerWebExchange;
import org.springframework.web.server.WebFilter;
import org.springframework.web.server.WebFilterChain;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.control.FaultRoutes;
import video.divine.media.simulator.tus.TusHandler;

/**
 * CORS for uploads and delivery, which pages of any origin use. The API stays closed, as
 * Cloudflare's is: its token has no business in a browser. So do the faults.
 */
final class OpenToBrowsers implements WebFilter {
    private static final String ANY = "*";
    private static final String METHODS = "GET, HEAD, POST, PATCH, OPTIONS";
    private static final String EXPOSED =
            "Content-Length, Content-Range, Accept-Ranges, Location, stream-media-id,"
                    + " Upload-Offset, Upload-Length, Upload-Expires, Tus-Resumable, Tus-Version,"
                    + " Tus-Extension, Tus-Max-Size";
    private static final String PREFLIGHT_SECONDS = "86400";

    @Override
    public Mono<Void> filter(ServerWebExchange exchange, WebFilterChain chain) {
        var request = exchange.getRequest();
        var path = request.getPath();
        if (StreamApi.isCall(path) || FaultRoutes.isTheirs(path)) {
            return chain.filter(exchange);
        }
        var headers = exchange.getResponse().getHeaders();
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_ORIGIN, ANY);
        headers.set(HttpHeaders.ACCESS_CONTROL_EXPOSE_HEADERS, EXPOSED);
        if (!request.getMethod().equals(HttpMethod.OPTIONS)) {
            return chain.filter(exchange);
        }
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_METHODS, METHODS);
        headers.set(HttpHeaders.ACCESS_CONTROL_ALLOW_HEADERS, ANY);
        headers.set(HttpHeaders.ACCESS_CONTROL_MAX_AGE, PREFLIGHT_SECONDS);
        if (TusHandler.isUpload(path) && !CorsUtils.isPreFlightRequest(request)) {
            // A client that asks what of the protocol is spoken.
            return chain.filter(exchange);
        }
        exchange.getResponse().setStatusCode(HttpStatus.NO_CONTENT);
        return exchange.getResponse().setComplete();
    }
}
