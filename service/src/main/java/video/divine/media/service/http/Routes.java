package video.divine.media.service.http;

import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.MethodNotAllowedException;

import reactor.core.publisher.Mono;

import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.Map;
import java.util.Set;

/**
 * The routes of one noun, and 405 with {@code Allow} for every other method on their paths. Where
 * no functional route fits whole, Spring answers 404, and a caller would look for the mistake in
 * the path.
 */
public final class Routes {
    private final RouterFunctions.Builder routes = RouterFunctions.route();
    private final Map<String, Set<HttpMethod>> methods = new LinkedHashMap<>();

    public Routes get(String path, HandlerFunction<ServerResponse> handler) {
        return on(HttpMethod.GET, path, handler);
    }

    public Routes post(String path, HandlerFunction<ServerResponse> handler) {
        return on(HttpMethod.POST, path, handler);
    }

    public Routes delete(String path, HandlerFunction<ServerResponse> handler) {
        return on(HttpMethod.DELETE, path, handler);
    }

    private Routes on(HttpMethod method, String path, HandlerFunction<ServerResponse> handler) {
        routes.route(RequestPredicates.method(method).and(RequestPredicates.path(path)), handler);
        methods.computeIfAbsent(path, _ -> new LinkedHashSet<>()).add(method);
        return this;
    }

    public RouterFunction<ServerResponse> build() {
        methods.forEach(
                (path, allowed) ->
                        routes.route(
                                RequestPredicates.path(path),
                                request ->
                                        Mono.error(
                                                new MethodNotAllowedException(
                                                        request.method(), allowed))));
        return routes.build();
    }
}
