package video.divine.media.service.internal;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.bind.DefaultValue;

/**
 * The internal port, {@code media.internal}.
 *
 * @param token that the calls bear
 */
public record InternalProperties(
        @DefaultValue("127.0.0.1") String host,
        @DefaultValue("8081") int port,
        @Nullable String token) {
    /**
     * Checked.
     *
     * @throws IllegalArgumentException where there is no port to be opened with them
     */
    public InternalSettings settings() {
        if (token == null || token.isBlank()) {
            throw new IllegalArgumentException(
                    "Expected media.internal.token (MEDIA_INTERNAL_TOKEN), but there is none");
        }
        return new InternalSettings(host, port, token);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "InternalProperties[host=" + host + ", port=" + port + "]";
    }
}
