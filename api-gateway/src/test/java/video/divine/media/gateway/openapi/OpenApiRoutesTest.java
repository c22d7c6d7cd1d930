package video.divine.media.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.Resource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.server.HandlerFunction;
import org.springframework.web.reactive.function.server.RequestPredicate;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.Gateway;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.stream.Collectors;

/** What the document lists and what the router serves are the same. */
class OpenApiRoutesTest {
    /** No functional routes. */
    private static final Set<String> OF_THE_ACTUATOR = Set.of("GET /metrics");

    private static final List<HttpMethod> METHODS =
            List.of(
                    HttpMethod.GET,
                    HttpMethod.POST,
                    HttpMethod.PUT,
                    HttpMethod.PATCH,
                    HttpMethod.DELETE,
                    HttpMethod.OPTIONS);

    final Gateway gateway = Gateway.shared();
    final OpenApiDocument document = OpenApiDocument.read();

    @Test
    void everyRouteIsDocumentedAndNothingElse() {
        var served = routes();
        assertThat(served).contains("POST /v1/videos", "GET /v1/videos/{uid}");
        served.addAll(OF_THE_ACTUATOR);

        assertThat(document.operations().stream().map(Object::toString))
                .containsExactlyInAnyOrderElementsOf(served);
    }

    private Set<String> routes() {
        var found = new TreeSet<String>();
        gateway.context()
                .getBeansOfType(RouterFunction.class)
                .values()
                .forEach(routes -> routes.accept(new Routes(found)));
        return found;
    }

    @Test
    void whatTheActuatorServesIsThere() {
        gateway.get("/metrics").expectStatus().isOk();
    }

    @Test
    void everyOtherMethodIsRefusedAsDocumented() {
        var refusal = document.target("#/components/responses/MethodNotAllowed");
        var paths =
                document.operations().stream()
                        .filter(operation -> !OF_THE_ACTUATOR.contains(operation.toString()))
                        .map(OpenApiDocument.Operation::path)
                        .collect(Collectors.toCollection(TreeSet::new));

        for (var path : paths) {
            var allowed = document.methods(path);
            for (var method : METHODS) {
                if (!allowed.contains(method)) {
                    var answer =
                            gateway.client
                                    .method(method)
                                    .uri(path, Map.of("uid", "u", "pubkey", "p"))
                                    .exchange()
                                    .expectBody()
                                    .returnResult();

                    assertThat(answer.getStatus().value()).as(method + " " + path).isEqualTo(405);
                    assertThat(new OpenApiAnswers(document).objections(refusal, answer)).isEmpty();
                    assertThat(
                                    Arrays.stream(
                                            answer.getResponseHeaders()
                                                    .getOrEmpty(HttpHeaders.ALLOW)
                                                    .getFirst()
                                                    .split(",")))
                            .containsExactlyInAnyOrderElementsOf(
                                    allowed.stream().map(HttpMethod::name).toList());
                }
            }
        }
    }

    @Test
    void whatIsNoPathIsNotFound() {
        var answer = gateway.get("/v2").expectBody().returnResult();

        assertThat(answer.getStatus().value()).isEqualTo(404);
        assertThat(
                        new OpenApiAnswers(document)
                                .objections(
                                        document.target("#/components/responses/NotFound"), answer))
                .isEmpty();
    }

    @Test
    void theServedDocumentNamesThisInstallation() {
        var served =
                OpenApiDocument.JSON.readTree(
                        gateway.get("/openapi.json").expectBody().returnResult().getResponseBody());

        assertThat(served.path("servers").valueStream())
                .extracting(server -> server.path("url").asString())
                .containsExactly(Gateway.BASE_URL);
        assertThat(served.path("paths")).isEqualTo(document.root().path("paths"));
        assertThat(OpenApiDocument.openApiSchema().validate(served)).isEmpty();
    }

    /** Collects {@code GET /path} of each route; what has no method is the 405 behind them. */
    private static final class Routes implements RouterFunctions.Visitor {
        private final Set<String> found;

        Routes(Set<String> found) {
            this.found = found;
        }

        @Override
        public void startNested(RequestPredicate predicate) {
            throw new AssertionError("Expected no nested routes, which this test does not read");
        }

        @Override
        public void endNested(RequestPredicate predicate) {}

        @Override
        public void route(RequestPredicate predicate, HandlerFunction<?> handler) {
            var parts = new Parts();
            predicate.accept(parts);
            for (var method : parts.methods) {
                for (var path : parts.paths) {
                    found.add(method + " " + path);
                }
            }
        }

        @Override
        public void resources(Function<ServerRequest, Mono<Resource>> lookup) {
            throw new AssertionError("Expected no static files");
        }

        @Override
        public void attributes(Map<String, Object> attributes) {}

        @Override
        public void unknown(RouterFunction<?> route) {
            throw new AssertionError("Expected a route that says what it is, but it is " + route);
        }
    }

    private static final class Parts implements RequestPredicates.Visitor {
        final List<HttpMethod> methods = new ArrayList<>();
        final List<String> paths = new ArrayList<>();

        @Override
        public void method(Set<HttpMethod> allowed) {
            methods.addAll(allowed);
        }

        @Override
        public void path(String pattern) {
            paths.add(pattern);
        }

        // The interface has it still.
        @SuppressWarnings("removal")
        @Override
        public void pathExtension(String extension) {}

        @Override
        public void header(String name, String value) {}

        @Override
        public void queryParam(String name, String value) {}

        @Override
        public void version(String version) {}

        @Override
        public void startAnd() {}

        @Override
        public void and() {}

        @Override
        public void endAnd() {}

        @Override
        public void startOr() {}

        @Override
        public void or() {}

        @Override
        public void endOr() {}

        @Override
        public void startNegate() {}

        @Override
        public void endNegate() {}

        @Override
        public void unknown(RequestPredicate predicate) {
            throw new AssertionError("Expected a predicate that says what it is");
        }
    }
}
