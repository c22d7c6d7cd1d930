package video.divine.media.service.internal;

import java.util.regex.Pattern;

/**
 * Where the internal calls are served, and who may make them.
 *
 * @param host to listen on; loopback unless somebody shields what lies behind another one
 * @param port to listen on; 0 takes a free one
 * @param token that every call bears
 */
public record InternalSettings(String host, int port, String token) {
    private static final int HIGHEST_PORT = 65_535;

    /** As long as it takes for guessing to be hopeless. */
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{16,1024}");

    public InternalSettings {
        if (host.isBlank()) {
            throw new IllegalArgumentException("Expected an internal host, but it is empty");
        }
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException(
                    "Expected an internal port from 0 to 65535, but it is " + port);
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "Expected an internal token (MEDIA_INTERNAL_TOKEN) of at least 16 characters,"
                            + " printable ASCII without spaces, but it is something else");
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "InternalSettings[host=" + host + ", port=" + port + "]";
    }
}
