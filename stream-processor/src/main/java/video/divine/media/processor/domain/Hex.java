package video.divine.media.processor.domain;

import java.util.regex.Pattern;

/** Syntax of the 32-byte values that are written in hex. */
final class Hex {
    private static final Pattern BYTES_32 = Pattern.compile("[0-9a-f]{64}");

    private Hex() {}

    static void requireSha256Length(String hex, String what) {
        if (!BYTES_32.matcher(hex).matches()) {
            throw new IllegalArgumentException(
                    "Expected a " + what + " of 64 lower-case hex characters");
        }
    }
}
