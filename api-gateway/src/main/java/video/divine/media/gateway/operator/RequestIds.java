package video.divine.media.gateway.operator;

import video.divine.media.service.digest.Sha256;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/**
 * Command ids that were never there before: 64 hex characters each. Randomness is read once, as a
 * read of it can block, and an event loop may not.
 */
final class RequestIds implements Supplier<String> {
    private static final int NONCE_BYTES = 32;

    private final String nonce;
    private final AtomicLong next = new AtomicLong();

    RequestIds(SecureRandom random) {
        var bytes = new byte[NONCE_BYTES];
        random.nextBytes(bytes);
        this.nonce = HexFormat.of().formatHex(bytes);
    }

    @Override
    public String get() {
        return Sha256.hex(nonce + "\n" + next.incrementAndGet());
    }
}
