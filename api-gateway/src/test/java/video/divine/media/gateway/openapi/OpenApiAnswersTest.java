package video.divine.media.gateway.openapi;

import static org.assertj.core.api.Assertions.assertThat;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.boot.availability.AvailabilityChangeEvent;
import org.springframework.boot.availability.LivenessState;

import tools.jackson.databind.JsonNode;

import video.divine.media.gateway.Gateway;

import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;

/**
 * Every answer the document lists is given, and every answer given is as the document says: its
 * status, its headers, its body and the reason in it.
 */
class OpenApiAnswersTest {
    /**
     * {@code operation status reason} that no call below brings about: a body that does not come in
     * ten seconds is waited for by RawBodyTest, on a virtual clock.
     */
    private static final Set<String> NEVER_GIVEN_HERE =
            Set.of(
                    "createUpload 408",
                    "attachAliases 408",
                    "receiveStreamNotice 408",
                    "deleteVideo 408");

    final OpenApiDocument document = OpenApiDocument.read();
    final Gateway gateway = Gateway.shared();

    @AfterEach
    void revive() {
        AvailabilityChangeEvent.publish(gateway.context(), LivenessState.CORRECT);
    }

    static Stream<Call> calls() {
        return Calls.all().stream();
    }

    @ParameterizedTest
    @MethodSource("calls")
    void theAnswerIsAsDocumented(Call call) {
        var operation = document.operation(call.operation());
        call.given().accept(gateway);

        var answer = call.request().apply(gateway).exchange().expectBody().returnResult();

        assertThat(answer.getMethod().name()).isEqualTo(operation.method());
        assertThat(answer.getStatus().value()).as(answer.toString()).isEqualTo(call.status());
        assertThat(reason(answer.getResponseBody())).isEqualTo(call.reason());
        assertThat(new OpenApiAnswers(document).objections(operation, answer)).isEmpty();
    }

    private static String reason(byte @Nullable [] body) {
        return body == null || body.length == 0 || body[0] != '{'
                ? ""
                : OpenApiDocument.JSON.readTree(body).path("reason").asString("");
    }

    @Test
    void everyDocumentedAnswerIsGiven() {
        var documented = new TreeSet<String>();
        for (var operation : document.operations()) {
            for (var response : operation.node().path("responses").properties()) {
                var place = operation.id() + " " + response.getKey();
                documented.add(place);
                reasons(response.getValue()).forEach(word -> documented.add(place + " " + word));
            }
        }
        var given = new TreeSet<>(NEVER_GIVEN_HERE);
        for (var call : Calls.all()) {
            var place = call.operation() + " " + call.status();
            given.add(place);
            if (!call.reason().isEmpty()) {
                given.add(place + " " + call.reason());
            }
        }

        assertThat(given).isEqualTo(documented);
    }

    /** Those of this call, or else all that go with the status. */
    private Stream<String> reasons(JsonNode response) {
        var schema = document.resolved(response).at("/content/application~1json/schema");
        var narrowed = schema.path("properties").path("reason");
        var reason =
                narrowed.isMissingNode()
                        ? document.resolved(schema).path("properties").path("reason")
                        : narrowed;
        return reason.path("enum").valueStream().map(JsonNode::asString);
    }

    @Test
    void whatIsNotDocumentedWouldBeSeen() {
        var answer = gateway.get("/v1/users/" + "a".repeat(64) + "/quota").expectBody();
        var result = answer.returnResult();
        var answers = new OpenApiAnswers(document);

        assertThat(answers.objections(document.operation("getQuota"), result)).isEmpty();
        assertThat(answers.objections(document.operation("lookupVideo"), result))
                .anyMatch(objection -> objection.contains("'limit'"))
                .anyMatch(objection -> objection.contains("'uid'"));
        assertThat(answers.objections(document.operation("createUpload"), result)).hasSize(1);
        assertThat(answers.objections(document.operation("getLiveness"), result))
                .anyMatch(objection -> objection.startsWith("Cache-Control"));
        assertThat(answers.objections(document.operation("receiveStreamNotice"), result))
                .contains("undocumented header Cache-Control");
    }
}
