package video.divine.media.simulator.video;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * What the account's owner asked for, when the video was made or by a later edit.
 *
 * @param creator at most 64 characters
 * @param meta free JSON; {@code meta.name} is the name that listings search
 * @param maxDurationSeconds a longer upload ends in ERR_DURATION_EXCEED_CONSTRAINT; {@link
 *     #ANY_DURATION} where none was asked for, as Stream's sample of a copy has it
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
    public static final int ANY_DURATION = 0;

    public VideoOptions {
        allowedOrigins = List.copyOf(allowedOrigins);
    }

    /** Nothing was asked for. */
    public static VideoOptions of(Optional<String> creator) {
        return new VideoOptions(
                creator,
                JsonNodeFactory.instance.objectNode(),
                ANY_DURATION,
                false,
                List.of(),
                0,
                Optional.empty(),
                Optional.empty());
    }

    public boolean allows(double seconds) {
        return maxDurationSeconds == ANY_DURATION || seconds <= maxDurationSeconds;
    }

    /** {@code meta.name}, or nothing if there is none or it is no text. */
    public Optional<String> name() {
        return Optional.ofNullable(meta.get("name"))
                .filter(JsonNode::isString)
                .map(JsonNode::stringValue);
    }
}
