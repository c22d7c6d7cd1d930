package video.divine.media.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.gateway.openapi.OpenApiDocument.Operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** The document by itself. */
class OpenApiDocumentTest {
    private static final Pattern VARIABLE = Pattern.compile("\\{([^}]+)}");

    final OpenApiDocument document = OpenApiDocument.read();

    @Test
    void itIsOpenApi31() {
        assertThat(OpenApiDocument.openApiSchema().validate(document.root())).isEmpty();
    }

    @Test
    void whatIsNotOpenApi31WouldBeSeen() {
        var broken = (ObjectNode) document.root().deepCopy();
        ((ObjectNode) broken.at("/paths/~1livez/get")).put("sumary", "a slip");
        ((ObjectNode) broken.at("/paths/~1livez/get/responses/200")).remove("description");

        assertThat(OpenApiDocument.openApiSchema().validate(broken)).isNotEmpty();
    }

    @Test
    void itsSchemasAreJsonSchema() {
        var jsonSchema = OpenApiDocument.jsonSchema();
        var schemas = new ArrayList<JsonNode>();
        document.root().path("components").path("schemas").forEach(schemas::add);
        OpenApiDocument.everyObject(
                document.root(),
                object -> {
                    if (object.path("schema").isObject()) {
                        schemas.add(object.path("schema"));
                    }
                });

        assertThat(schemas).hasSizeGreaterThan(50);
        assertThat(schemas).allSatisfy(schema -> assertThat(jsonSchema.validate(schema)).isEmpty());
        assertThat(jsonSchema.validate(OpenApiDocument.JSON.readTree("{\"type\":\"sting\"}")))
                .isNotEmpty();
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        assertThat(references())
                .isNotEmpty()
                .allSatisfy(
                        reference ->
                                assertThat(document.target(reference).isMissingNode()).isFalse());
    }

    @Test
    void everyComponentIsUsed() {
        var components = new TreeSet<String>();
        for (var kind : List.of("parameters", "headers", "responses", "schemas")) {
            for (var name : document.root().path("components").path(kind).propertyNames()) {
                components.add("#/components/" + kind + "/" + name);
            }
        }

        // It answers what is no operation.
        components.remove("#/components/responses/MethodNotAllowed");
        assertThat(references()).containsAll(components);
    }

    private Set<String> references() {
        var references = new TreeSet<String>();
        OpenApiDocument.everyObject(
                document.root(),
                object -> {
                    if (object.path("$ref").isString()) {
                        references.add(object.path("$ref").stringValue());
                    }
                });
        return references;
    }

    @Test
    void operationsHaveNamesOfTheirOwn() {
        assertThat(document.operations()).extracting(Operation::id).doesNotHaveDuplicates();
    }

    @Test
    void everyOperationSaysWhatItIs() {
        var tags = document.root().path("tags").valueStream().map(tag -> tag.path("name")).toList();

        assertThat(document.operations())
                .isNotEmpty()
                .allSatisfy(
                        operation -> {
                            var node = operation.node();
                            assertThat(node.path("operationId").asString("")).isNotBlank();
                            assertThat(node.path("summary").asString("")).isNotBlank();
                            assertThat(node.path("description").asString("")).isNotBlank();
                            assertThat(node.path("tags")).isNotEmpty();
                            assertThat(tags).containsAll(node.path("tags").values());
                            assertThat(node.path("security").isArray()).isTrue();
                            assertThat(node.path("responses")).isNotEmpty();
                        });
    }

    @Test
    void everySecuritySchemeIsThere() {
        var schemes = document.root().path("components").path("securitySchemes");

        assertThat(document.operations())
                .allSatisfy(
                        operation ->
                                operation
                                        .node()
                                        .path("security")
                                        .forEach(
                                                requirement ->
                                                        assertThat(schemes.propertyNames())
                                                                .containsAll(
                                                                        requirement
                                                                                .propertyNames())));
    }

    @Test
    void everyVariableOfAPathIsAParameter() {
        for (var path : document.root().path("paths").properties()) {
            var variables =
                    VARIABLE.matcher(path.getKey())
                            .results()
                            .map(found -> found.group(1))
                            .collect(Collectors.toSet());
            var parameters =
                    path.getValue()
                            .path("parameters")
                            .valueStream()
                            .map(document::resolved)
                            .filter(parameter -> parameter.path("in").asString().equals("path"))
                            .map(parameter -> parameter.path("name").asString())
                            .collect(Collectors.toSet());

            assertThat(parameters).as(path.getKey()).isEqualTo(variables);
        }
    }

    @Test
    void everyExampleIsOne() {
        assertThat(document.mediaTypes()).isNotEmpty();
        document.mediaTypes()
                .forEach(
                        (place, type) -> {
                            var schema = document.closedSchema(type.path("schema"));
                            type.path("examples")
                                    .forEachEntry(
                                            (name, example) ->
                                                    assertThat(
                                                                    schema.validate(
                                                                            example.path("value")))
                                                            .as(place + " " + name)
                                                            .isEmpty());
                        });
    }

    @Test
    void everyBodyOfOursHasAnExample() {
        document.mediaTypes()
                .forEach(
                        (place, type) -> {
                            if (place.endsWith("json") && !place.contains("/openapi.json")) {
                                assertThat(type.path("examples")).as(place).isNotEmpty();
                            }
                        });
    }
}
