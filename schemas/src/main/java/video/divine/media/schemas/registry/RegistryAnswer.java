package video.divine.media.schemas.registry;

import tools.jackson.databind.JsonNode;

/**
 * What a registry said, whatever it means.
 *
 * @param from the base URL that answered, for messages
 * @param body missing where the answer holds no JSON
 */
record RegistryAnswer(int status, JsonNode body, String from) {
    private static final int LONGEST_QUOTE = 500;

    boolean isOk() {
        return status / 100 == 2;
    }

    /**
     * Whether this is the registry's own "not found" (40401 subject, 40402 version, 40403 schema).
     * A 404 without such a code comes from something else at that address.
     */
    boolean isRegistrysNotFound() {
        int code = body.path("error_code").asInt(0);
        return status == 404 && code >= 40401 && code <= 40403;
    }

    /** The registry's own words, cut to a length that fits a log line. */
    String quote() {
        var message = body.path("message").asString("");
        var cut = message.length() <= LONGEST_QUOTE ? message : message.substring(0, LONGEST_QUOTE);
        return "HTTP " + status + (cut.isEmpty() ? "" : ", " + cut);
    }
}
