package video.divine.media.gateway.configuration;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.service.http.Routes;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.List;

/** {@code GET /openapi.json}: the contract as a document, held to the handlers by a test. */
public final class OpenApi {
    public static final String PATH = "/openapi.json";

    /** Where the document lies on the class path. */
    public static final String RESOURCE = "openapi.json";

    private OpenApi() {}

    /** The document, read once, with {@code baseUrls} as its servers. */
    static RouterFunction<ServerResponse> routes(JsonMapper json, List<String> baseUrls) {
        var document = document(json, baseUrls);
        return new Routes()
                .get(
                        PATH,
                        _ ->
                                ServerResponse.ok()
                                        .contentType(MediaType.APPLICATION_JSON)
                                        .bodyValue(document))
                .build();
    }

    private static ObjectNode document(JsonMapper json, List<String> baseUrls) {
        try (var resource = new ClassPathResource(RESOURCE).getInputStream()) {
            var document = (ObjectNode) json.readTree(resource);
            var servers = document.putArray("servers");
            baseUrls.forEach(url -> servers.addObject().put("url", url));
            return document;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
