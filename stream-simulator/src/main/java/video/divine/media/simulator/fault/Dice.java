package video.divine.media.simulator.fault;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;

/**
 * Chance that can be repeated: a pure function of seed, kind and key. What is hit with a
 * probability is hit with every higher one, too.
 */
final class Dice {
    /** As many bits as a double between 0 and 1 has. */
    private static final int BITS = 53;

    private Dice() {}

    static boolean hits(double probability, long seed, String kind, String key) {
        return fraction(seed, kind, key) < probability;
    }

    /** At least 0 and less than 1, evenly spread. */
    static double fraction(long seed, String kind, String key) {
        var bits = hash(seed + "/" + kind + "/" + key).getLong() >>> (Long.SIZE - BITS);
        return (double) bits / (1L << BITS);
    }

    private static ByteBuffer hash(String text) {
        try {
            return ByteBuffer.wrap(
                    MessageDigest.getInstance("SHA-256")
                            .digest(text.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
