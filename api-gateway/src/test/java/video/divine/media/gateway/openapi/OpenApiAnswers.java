package video.divine.media.gateway.openapi;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.EntityExchangeResult;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.LongNode;
import tools.jackson.databind.node.StringNode;

import video.divine.media.gateway.openapi.OpenApiDocument.Operation;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Holds answers against the document. */
final class OpenApiAnswers {
    /** HTTP's own, and those of CORS, which the document describes in words. */
    private static final Set<String> NOT_OF_THE_DOCUMENT =
            Set.of("content-type", "content-length", "vary");

    private final OpenApiDocument document;

    OpenApiAnswers(OpenApiDocument document) {
        this.document = document;
    }

    /** What is in the answer that the document does not say, and the other way round. */
    List<String> objections(Operation operation, EntityExchangeResult<byte[]> answer) {
        var status = Integer.toString(answer.getStatus().value());
        var response = operation.node().path("responses").path(status);
        return response.isMissingNode()
                ? List.of(operation + " documents no " + status)
                : objections(document.resolved(response), answer);
    }

    List<String> objections(JsonNode response, EntityExchangeResult<byte[]> answer) {
        var objections = new ArrayList<String>();
        headers(response.path("headers"), answer.getResponseHeaders(), objections);
        body(response.path("content"), answer, objections);
        return objections;
    }

    private void headers(JsonNode documented, HttpHeaders actual, List<String> objections) {
        for (var name : actual.headerNames()) {
            if (!NOT_OF_THE_DOCUMENT.contains(name.toLowerCase(Locale.ROOT))
                    && documented.propertyNames().stream().noneMatch(name::equalsIgnoreCase)) {
                objections.add("undocumented header " + name);
            }
        }
        for (var entry : documented.properties()) {
            var header = document.resolved(entry.getValue());
            var values = actual.getOrEmpty(entry.getKey());
            if (values.isEmpty() && header.path("required").asBoolean(false)) {
                objections.add("no header " + entry.getKey());
            }
            for (var value : values) {
                document.schema(header.path("schema"))
                        .validate(headerValue(header.path("schema"), value))
                        .forEach(error -> objections.add(entry.getKey() + ": " + error));
            }
        }
    }

    private JsonNode headerValue(JsonNode schema, String value) {
        return document.resolved(schema).path("type").asString().equals("integer")
                ? LongNode.valueOf(Long.parseLong(value))
                : StringNode.valueOf(value);
    }

    private void body(
            JsonNode documented, EntityExchangeResult<byte[]> answer, List<String> objections) {
        var body = answer.getResponseBody();
        var type = answer.getResponseHeaders().getContentType();
        if (body == null || body.length == 0 || type == null) {
            if (!documented.isEmpty()) {
                objections.add("no body");
            }
            return;
        }
        var schema = documented.path(type.getType() + "/" + type.getSubtype()).path("schema");
        if (schema.isMissingNode()) {
            objections.add("undocumented type " + type);
        } else if (type.isCompatibleWith(MediaType.APPLICATION_JSON)) {
            document.closedSchema(schema)
                    .validate(OpenApiDocument.JSON.readTree(body))
                    .forEach(error -> objections.add("body: " + error));
        }
    }
}
