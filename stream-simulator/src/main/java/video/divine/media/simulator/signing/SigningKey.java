package video.divine.media.simulator.signing;

import java.security.PublicKey;
import java.time.Instant;

/**
 * The half of a key that stays here.
 *
 * @param id 32 lower-case hex digits, the {@code kid} of its tokens
 */
public record SigningKey(String id, Instant created, PublicKey publicKey) {}
