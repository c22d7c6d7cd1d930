package video.divine.media.simulator.video;

import java.security.SecureRandom;
import java.util.Base64;
import java.util.HexFormat;

/** Names for what is new, by chance, so that nobody guesses them. All calls may block. */
public final class Identifiers {
    private static final int UID_BYTES = 16;
    private static final int LINK_BYTES = 24;

    private final SecureRandom random = new SecureRandom();

    /** 32 lower-case hex digits. */
    public String uid() {
        return HexFormat.of().formatHex(bytes(UID_BYTES));
    }

    /** The id of an upload link; fit for a path. */
    public String link() {
        return Base64.getUrlEncoder().withoutPadding().encodeToString(bytes(LINK_BYTES));
    }

    private byte[] bytes(int count) {
        var bytes = new byte[count];
        random.nextBytes(bytes);
        return bytes;
    }
}
