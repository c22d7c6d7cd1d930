package video.divine.media.simulator.signing;

import tools.jackson.databind.JsonNode;

import java.time.Instant;
import java.util.Optional;

/**
 * A token that is asked for.
 *
 * @param notBefore before then it opens nothing
 * @param rules as they are to stand in the token, known to be well-formed
 */
public record TokenRequest(
        String uid,
        Instant expiry,
        Instant notBefore,
        boolean downloadable,
        Optional<JsonNode> rules) {}
