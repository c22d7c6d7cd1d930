package video.divine.media.standalone.registry;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.Optional;

/**
 * What goes back to a client.
 *
 * @param allow the methods that would have been right, for a 405
 */
record Reply(int status, JsonNode body, Optional<String> allow) {
    private static final JsonMapper JSON = new JsonMapper();

    static Reply ok(Object body) {
        return new Reply(200, JSON.valueToTree(body), Optional.empty());
    }

    static Reply problem(int status, int code, String message) {
        var body = JSON.createObjectNode().put("error_code", code).put("message", message);
        return new Reply(status, body, Optional.empty());
    }

    static Reply notFound() {
        return problem(404, 404, "HTTP 404 Not Found");
    }

    static Reply subjectNotFound(String subject) {
        return problem(404, 40401, "Subject '" + subject + "' not found.");
    }

    static Reply versionNotFound(int version) {
        return problem(404, 40402, "Version " + version + " not found.");
    }

    static Reply schemaNotFound() {
        return problem(404, 40403, "Schema not found");
    }

    static Reply levelNotFound(String subject) {
        return problem(
                404,
                40408,
                "Subject '" + subject + "' does not have subject-level compatibility configured");
    }

    static Reply invalidSchema(String why) {
        return problem(422, 42201, "Invalid schema: " + why);
    }

    static Reply invalidVersion(String version) {
        return problem(
                422,
                42202,
                "The specified version '%s' is not a valid version id. Allowed values are between [1, 2^31-1] and the string \"latest\""
                        .formatted(version));
    }

    static Reply invalidLevel() {
        return problem(
                422,
                42203,
                "Invalid compatibility level. Valid values are none, backward, forward, full, backward_transitive, forward_transitive, and full_transitive");
    }

    static Reply wrongMethod(String allowed) {
        return new Reply(
                405, problem(405, 405, "HTTP 405 Method Not Allowed").body(), Optional.of(allowed));
    }

    /** The log could not be written, or nobody knows whether it was: repeating is harmless. */
    static Reply logUnavailable(String why) {
        return problem(500, 50001, "Error in the backend data store: " + why);
    }
}
