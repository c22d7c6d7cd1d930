package video.divine.media.gateway.openapi;

import com.networknt.schema.Schema;
import com.networknt.schema.SchemaLocation;
import com.networknt.schema.SchemaRegistry;
import com.networknt.schema.SchemaRegistryConfig;
import com.networknt.schema.SpecificationVersion;

import org.springframework.core.io.ClassPathResource;
import org.springframework.http.HttpMethod;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.gateway.configuration.OpenApi;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Consumer;

/** {@code openapi.json}, its references followed. */
final class OpenApiDocument {
    static final JsonMapper JSON = new JsonMapper();

    private static final Set<String> METHODS =
            Set.of("get", "put", "post", "delete", "options", "head", "patch", "trace");

    private static final SchemaRegistry SCHEMAS =
            SchemaRegistry.withDefaultDialect(
                    SpecificationVersion.DRAFT_2020_12,
                    registry ->
                            registry.schemaRegistryConfig(
                                    SchemaRegistryConfig.builder()
                                            .formatAssertionsEnabled(true)
                                            .build()));

    private final ObjectNode root;

    private OpenApiDocument(ObjectNode root) {
        this.root = root;
    }

    /** One method of one path. */
    record Operation(String method, String path, JsonNode node) {
        String id() {
            return node.path("operationId").asString();
        }

        @Override
        public String toString() {
            return method + " " + path;
        }
    }

    static OpenApiDocument read() {
        return new OpenApiDocument((ObjectNode) resource(OpenApi.RESOURCE));
    }

    static JsonNode resource(String path) {
        try (var stream = new ClassPathResource(path).getInputStream()) {
            return JSON.readTree(stream);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    JsonNode root() {
        return root;
    }

    List<Operation> operations() {
        var operations = new ArrayList<Operation>();
        for (var path : root.path("paths").properties()) {
            for (var method : path.getValue().properties()) {
                if (METHODS.contains(method.getKey())) {
                    operations.add(
                            new Operation(
                                    method.getKey().toUpperCase(Locale.ROOT),
                                    path.getKey(),
                                    method.getValue()));
                }
            }
        }
        return operations;
    }

    Operation operation(String id) {
        return operations().stream()
                .filter(operation -> operation.id().equals(id))
                .findFirst()
                .orElseThrow(() -> new AssertionError("No operation " + id));
    }

    /** The methods of each path, in alphabetical order. */
    Set<HttpMethod> methods(String path) {
        var methods = new TreeSet<HttpMethod>();
        operations().stream()
                .filter(operation -> operation.path().equals(path))
                .forEach(operation -> methods.add(HttpMethod.valueOf(operation.method())));
        return methods;
    }

    /** The node itself, or what it refers to. */
    JsonNode resolved(JsonNode node) {
        var reference = node.path("$ref");
        return reference.isString() ? target(reference.stringValue()) : node;
    }

    /** What a reference within the document points at; missing where there is no such thing. */
    JsonNode target(String reference) {
        return reference.startsWith("#") ? root.at(reference.substring(1)) : root.at("/nowhere");
    }

    /** The schema as it stands. */
    Schema schema(JsonNode node) {
        return standalone(node.deepCopy());
    }

    /**
     * The schema, but nothing may be in an object that the document does not name. The document
     * itself leaves that open, so that members can be added.
     */
    Schema closedSchema(JsonNode node) {
        var components = root.path("components").path("schemas").deepCopy();
        everyObject(components, OpenApiDocument::close);
        var copy = node.deepCopy();
        everyObject(copy, OpenApiDocument::close);
        return standalone(copy, components);
    }

    private Schema standalone(JsonNode node) {
        return standalone(node, root.path("components").path("schemas").deepCopy());
    }

    /** References are to {@code #/components/schemas/…}, so that is where the schema takes them. */
    private static Schema standalone(JsonNode node, JsonNode components) {
        var whole = (ObjectNode) node;
        whole.putObject("components").set("schemas", components);
        return SCHEMAS.getSchema(whole);
    }

    /** Where a schema only narrows another one, that other one is closed. */
    private static void close(ObjectNode node) {
        if (node.path("type").asString("").equals("object")
                && node.path("properties").isObject()
                && !node.has("additionalProperties")) {
            node.put("additionalProperties", false);
        }
    }

    static void everyObject(JsonNode node, Consumer<ObjectNode> visitor) {
        if (node instanceof ObjectNode object) {
            visitor.accept(object);
        }
        node.forEach(child -> everyObject(child, visitor));
    }

    /** The schema of JSON Schema itself, which the validator brings along. */
    static Schema jsonSchema() {
        return SCHEMAS.getSchema(
                SchemaLocation.of(SpecificationVersion.DRAFT_2020_12.getDialectId()));
    }

    /**
     * The OpenAPI Initiative's own schema of documents (Apache License 2.0), the version that its
     * {@code $id} names. Of Schema Objects it says nothing.
     */
    static Schema openApiSchema() {
        return SCHEMAS.getSchema(resource("openapi/oas-3.1-schema.json"));
    }

    /** Each media type of the operation's bodies, by where it stands. */
    Map<String, JsonNode> mediaTypes() {
        var types = new LinkedHashMap<String, JsonNode>();
        for (var operation : operations()) {
            resolved(operation.node().path("requestBody"))
                    .path("content")
                    .forEachEntry((type, node) -> types.put(operation + " " + type, node));
            operation
                    .node()
                    .path("responses")
                    .forEachEntry(
                            (status, response) ->
                                    resolved(response)
                                            .path("content")
                                            .forEachEntry(
                                                    (type, node) ->
                                                            types.put(
                                                                    operation + " " + status + " "
                                                                            + type,
                                                                    node)));
        }
        return types;
    }
}
