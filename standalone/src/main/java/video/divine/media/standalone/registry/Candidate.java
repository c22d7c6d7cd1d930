package video.divine.media.standalone.registry;

import org.apache.avro.Schema;

import tools.jackson.databind.JsonNode;

/** The schema in a request's body, or why it is none. */
sealed interface Candidate {
    record Accepted(Schema schema) implements Candidate {}

    record Refused(Reply reply) implements Candidate {}

    static Candidate of(JsonNode body) {
        if (!body.isObject()) {
            return new Refused(Reply.problem(400, 400, "The body is not a JSON object."));
        }
        var type = body.path("schemaType").asString("AVRO");
        if (!type.isEmpty() && !type.equals("AVRO")) {
            return refused("schemaType " + type + " is not held here, AVRO only");
        }
        if (!body.path("references").isEmpty()) {
            return refused("references are not held here, send one schema that stands alone");
        }
        if (!body.path("metadata").isEmpty() || !body.path("ruleSet").isEmpty()) {
            return refused("metadata and rule sets are not held here");
        }
        var text = body.path("schema").asString("");
        if (text.isBlank()) {
            return refused("it is empty");
        }
        return SchemaText.parse(text)
                .<Candidate>map(Accepted::new)
                .orElseGet(() -> refused("it is not Avro"));
    }

    private static Refused refused(String why) {
        return new Refused(Reply.invalidSchema(why));
    }
}
