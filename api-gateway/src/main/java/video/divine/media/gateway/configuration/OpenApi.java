package video.divine.media.gateway.configuration;

import static org.springframework.web.reactive.function.server.RouterFunctions.route;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

/** {@code GET /openapi.json}: the contract as a document, held to the handlers by a test. */
public final class OpenApi {
    public static final String PATH = "/openapi.json";

    /** Where the document lies on the class path. */
    public static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    static RouterFunction<ServerResponse> routes() {
        var document = new ClassPathResource(RESOURCE);
        return route().GET(
                        PATH,
                        _ ->
                                ServerResponse.ok()
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .bodyValue(document))
                .build();
    }
}
