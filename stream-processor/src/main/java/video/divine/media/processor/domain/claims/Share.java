package video.divine.media.processor.domain.claims;

import java.time.Duration;

/**
 * What one upload has of the account's storage.
 *
 * @param reserved in seconds, until the upload is settled
 * @param used what its video takes
 */
public record Share(int reserved, Duration used) {
    public static final Share NONE = new Share(0, Duration.ZERO);

    static Share reserved(int seconds) {
        return new Share(seconds, Duration.ZERO);
    }

    static Share used(Duration length) {
        return new Share(0, length);
    }
}
