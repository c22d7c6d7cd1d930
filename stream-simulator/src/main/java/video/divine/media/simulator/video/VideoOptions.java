package video.divine.media.simulator.video;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the account's owner asked for, at {@code direct_upload} or by a later edit.
 *
 * @param creator at most 64 characters
 * @param meta free JSON; {@code meta.name} is the name that listings search
 * @param maxDurationSeconds a longer upload ends in ERR_DURATION_EXCEED_CONSTRAINT
 * @param thumbnailTimestampPct 0 to 1, of the duration
 */
public record VideoOptions(
        Optional<String> creator,
        ObjectNode meta,
        int maxDurationSeconds,
        boolean requireSignedUrls,
        List<String> allowedOrigins,
        double thumbnailTimestampPct,
        Optional<Instant> scheduledDeletion,
        Optional<JsonNode> publicDetails) {
    public VideoOptions {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** {@code meta.name}, or nothing if there is none or it is no text. */
    public Optional<String> name() {
        return Optional.ofNullable(meta.get("name"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
    }
}
