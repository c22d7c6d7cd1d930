package video.divine.media.standalone.endtoend;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.security.GeneralSecurityException;
import java.time.Instant;
import java.util.HexFormat;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Signs as Cloudflare does (its page "Use webhooks"), apart from the service's own code. */
final class StreamWebhook {
    static final String PATH = "/v1/stream/webhook";
    static final String HEADER = "Webhook-Signature";

    private StreamWebhook() {}

    /** What Stream says of a video. */
    static String notice(String uid, String state, boolean ready) {
        return """
        {"uid":"%s","readyToStream":%s,"status":{"state":"%s"},"duration":6,\
        "input":{"width":480,"height":480},"meta":{}}"""
                .formatted(uid, ready, state);
    }

    static String signature(String secret, Instant time, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(UTF_8), "HmacSHA256"));
            var signed = mac.doFinal((time.getEpochSecond() + "." + body).getBytes(UTF_8));
            return "time=" + time.getEpochSecond() + ",sig1=" + HexFormat.of().formatHex(signed);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}
