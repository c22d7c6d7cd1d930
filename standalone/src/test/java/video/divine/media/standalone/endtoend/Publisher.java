package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import video.divine.media.gateway.nostr.Nip98Command;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.security.SecureRandom;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;

/** Somebody with a Nostr key, who signs with the command that the service ships. */
public record Publisher(String secretKey) {
    private static final SecureRandom RANDOM = new SecureRandom();

    public static Publisher anyone() {
        var key = new byte[32];
        RANDOM.nextBytes(key);
        // Below the order of the curve, whatever the rest is.
        key[0] = 1;
        return new Publisher(HexFormat.of().formatHex(key));
    }

    /** The {@code Authorization} header of one request (NIP-98); each call makes another event. */
    public String authorization(String method, String url, String... body) {
        return authorization(InstantSource.system(), method, url, body);
    }

    /** The same, made at the clock's time. */
    public String authorization(InstantSource clock, String method, String url, String... body) {
        var out = new ByteArrayOutputStream();
        var err = new ByteArrayOutputStream();
        var words = new ArrayList<>(List.of(method, url));
        words.addAll(List.of(body));
        int status =
                Nip98Command.run(
                        words.toArray(String[]::new),
                        new PrintStream(out, true, UTF_8),
                        new PrintStream(err, true, UTF_8),
                        Map.of("MEDIA_NOSTR_KEY", secretKey),
                        clock);
        assertThat(status).as(err.toString(UTF_8)).isZero();
        return out.toString(UTF_8).strip();
    }

    @Override
    public String toString() {
        return "Publisher[hidden]";
    }
}
