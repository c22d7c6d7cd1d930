package video.divine.media.gateway.cloudflare;

import video.divine.media.gateway.cloudflare.SignatureHeader.Candidate;
import video.divine.media.service.digest.Sha256;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import java.util.function.Supplier;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/**
 * Verifies that a webhook comes from Cloudflare Stream: HMAC-SHA256 over the signed time, a dot and
 * the raw body (Cloudflare's "Use webhooks" page). The spellings that are around differ in nothing
 * but the names of the header's fields. Whether a notice was seen before is the caller's business.
 *
 * <p>Without a state of its own: one instance serves all threads.
 */
public final class WebhookSignature {
    private static final String ALGORITHM = "HmacSHA256";

    private final WebhookSettings settings;
    private final Supplier<List<String>> secrets;
    private final InstantSource clock;

    /**
     * A check of signatures.
     *
     * @param secrets that are good at the time of asking; those of the settings may be out of date
     */
    public WebhookSignature(
            WebhookSettings settings, Supplier<List<String>> secrets, InstantSource clock) {
        this.settings = settings;
        this.secrets = secrets;
        this.clock = clock;
    }

    /** What vouched for an accepted webhook; worth counting in a metric. */
    public enum Dialect {
        /** {@code time=…,sig1=…}, what Cloudflare sends. */
        CLOUDFLARE,
        /** {@code t=…,v1=…}, as this service's first specification spelled it. */
        SEED,
        /** No signature, but {@code x-webhook-secret}; see {@link WebhookSettings}. */
        SHARED_SECRET
    }

    /** What the check says. Reasons are fixed sentences that repeat no input. */
    public sealed interface Result {
        /** Sent by a holder of one of the secrets. */
        record Valid(Dialect dialect) implements Result {}

        /** Nothing vouches for the request: 400. */
        record NoHeader() implements Result {}

        /** A signature header that cannot be read: 400. */
        record Garbled(String reason) implements Result {}

        /** A signature that is wrong or too far from the server's time: 403. */
        record Refused(String reason) implements Result {}
    }

    /**
     * Never throws for anything that a sender can send.
     *
     * @param signatures every value of the {@code Webhook-Signature} header
     * @param sharedSecrets every value of the {@code x-webhook-secret} header; looked at only where
     *     the settings allow it and there is no signature at all
     * @param body the raw bytes, before any parsing
     */
    public Result verify(List<String> signatures, List<String> sharedSecrets, byte[] body) {
        if (signatures.isEmpty()) {
            return settings.sharedSecretFallback() && !sharedSecrets.isEmpty()
                    ? sharedSecret(sharedSecrets)
                    : new Result.NoHeader();
        }
        if (signatures.size() > 1) {
            return new Result.Garbled("more than one signature header");
        }
        return switch (SignatureHeader.parse(signatures.getFirst(), settings.accepted())) {
            case SignatureHeader.Parsed.Garbled(var reason) -> new Result.Garbled(reason);
            case SignatureHeader.Parsed.Refused(var reason) -> new Result.Refused(reason);
            case SignatureHeader.Parsed.Read(var header) -> signature(header, body);
        };
    }

    private Result signature(SignatureHeader header, byte[] body) {
        long skew = Math.abs(clock.instant().getEpochSecond() - Long.parseLong(header.time()));
        if (skew > settings.maxSkew().toSeconds()) {
            return new Result.Refused("signed too far from the server's time");
        }
        // Every secret meets every candidate: how long it takes tells nothing about which fitted.
        Optional<Dialect> match = Optional.empty();
        for (var secret : secrets.get()) {
            var expected = mac(secret, header.time(), body);
            for (Candidate candidate : header.candidates()) {
                if (MessageDigest.isEqual(expected, candidate.mac())) {
                    match = Optional.of(match.orElse(candidate.dialect()));
                }
            }
        }
        return match.<Result>map(Result.Valid::new)
                .orElseGet(() -> new Result.Refused("signature does not fit"));
    }

    private Result sharedSecret(List<String> values) {
        if (values.size() > 1) {
            return new Result.Garbled("more than one x-webhook-secret header");
        }
        // Of equal length once hashed, so that not even the secret's length can be measured.
        var stated = sha256(values.getFirst());
        boolean match = false;
        for (var secret : secrets.get()) {
            match |= MessageDigest.isEqual(sha256(secret), stated);
        }
        return match
                ? new Result.Valid(Dialect.SHARED_SECRET)
                : new Result.Refused("x-webhook-secret does not fit");
    }

    private static byte[] mac(String secret, String time, byte[] body) {
        try {
            var mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), ALGORITHM));
            mac.update((time + ".").getBytes(StandardCharsets.US_ASCII));
            return mac.doFinal(body);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("Expected every JVM to have HmacSHA256", e);
        }
    }

    private static byte[] sha256(String text) {
        return Sha256.of(text.getBytes(StandardCharsets.UTF_8));
    }
}
