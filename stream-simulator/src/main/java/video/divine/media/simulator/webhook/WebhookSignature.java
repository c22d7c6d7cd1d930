package video.divine.media.simulator.webhook;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * The value of the header {@code Webhook-Signature}: HMAC-SHA256 over {@code <time>.<raw body>},
 * keyed with the UTF-8 bytes of the secret as it stands, its hex digits not decoded
 * (developers.cloudflare.com/stream/manage-video-library/using-webhooks).
 */
public final class WebhookSignature {
    /** The header's name. */
    public static final String HEADER = "Webhook-Signature";

    private static final String ALGORITHM = "HmacSHA256";

    private WebhookSignature() {}

    /** {@code time=<unix seconds>,sig1=<64 lower-case hex digits>}. */
    public static String header(String secret, Instant time, byte[] body) {
        var seconds = Long.toString(time.getEpochSecond());
        return "time=" + seconds + ",sig1=" + signature(secret, seconds, body);
    }

    private static String signature(String secret, String seconds, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((seconds + ".").getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(mac.doFinal(body));
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has " + ALGORITHM, impossible);
        }
    }
}
