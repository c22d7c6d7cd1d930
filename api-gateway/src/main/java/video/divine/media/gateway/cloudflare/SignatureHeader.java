package video.divine.media.gateway.cloudflare;

import video.divine.media.gateway.cloudflare.WebhookSettings.Accepted;

import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;

/**
 * The fields of a {@code Webhook-Signature} header, such as {@code time=1230811200,sig1=1f02…} or,
 * as this service's first specification has it, {@code t=…,v1=…}. Other fields are passed over, so
 * that a future {@code sig2} beside {@code sig1} does no harm.
 *
 * @param time the digits as they were signed
 * @param candidates signatures to try, in the order given
 */
record SignatureHeader(String time, List<Candidate> candidates) {
    private static final int MAX_LENGTH = 4 * 1024;

    /** Each costs one HMAC of the body per secret. */
    private static final int MAX_CANDIDATES = 8;

    /** Twelve digits last until the year 33,658 and fit a long. */
    private static final Pattern SECONDS = Pattern.compile("[0-9]{1,12}");

    private static final Pattern SHA256_HEX = Pattern.compile("[0-9a-fA-F]{64}");

    SignatureHeader {
        candidates = List.copyOf(candidates);
    }

    /** A signature and the spelling it came in. */
    static final class Candidate {
        private final WebhookSignature.Dialect dialect;
        private final byte[] mac;

        Candidate(WebhookSignature.Dialect dialect, String hex) {
            this.dialect = dialect;
            this.mac = HexFormat.of().parseHex(hex);
        }

        WebhookSignature.Dialect dialect() {
            return dialect;
        }

        byte[] mac() {
            return mac.clone();
        }
    }

    /** What a header turned out to be. */
    sealed interface Parsed {
        record Read(SignatureHeader header) implements Parsed {}

        record Garbled(String reason) implements Parsed {}

        record Refused(String reason) implements Parsed {}
    }

    static Parsed parse(String value, Accepted accepted) {
        if (value.length() > MAX_LENGTH) {
            return new Parsed.Garbled("signature header longer than 4 KiB");
        }
        var times = new ArrayList<String>();
        var candidates = new ArrayList<Candidate>();
        for (var field : value.split(",", -1)) {
            int equals = field.indexOf('=');
            if (equals < 0) {
                return new Parsed.Garbled("signature header with a field that has no value");
            }
            var name = field.substring(0, equals).strip().toLowerCase(Locale.ROOT);
            var text = field.substring(equals + 1).strip();
            if (isTime(name, accepted)) {
                times.add(text);
            } else if (isSignature(name, accepted)) {
                if (!SHA256_HEX.matcher(text).matches()) {
                    return new Parsed.Garbled("signature that is not 64 hex digits");
                }
                candidates.add(new Candidate(dialect(name), text));
            }
        }
        return checked(times, candidates);
    }

    private static Parsed checked(List<String> times, List<Candidate> candidates) {
        if (times.isEmpty() || !times.stream().allMatch(t -> SECONDS.matcher(t).matches())) {
            return new Parsed.Garbled("signature header without a time in seconds");
        }
        if (times.stream().distinct().count() > 1) {
            return new Parsed.Refused("signature header with conflicting times");
        }
        if (candidates.isEmpty()) {
            return new Parsed.Garbled("signature header without a signature");
        }
        if (candidates.size() > MAX_CANDIDATES) {
            return new Parsed.Garbled("signature header with more than 8 signatures");
        }
        return new Parsed.Read(new SignatureHeader(times.getFirst(), candidates));
    }

    private static boolean isTime(String name, Accepted accepted) {
        return switch (accepted) {
            case CLOUDFLARE -> name.equals("time");
            case SEED -> name.equals("t");
            case ANY -> name.equals("time") || name.equals("t");
        };
    }

    private static boolean isSignature(String name, Accepted accepted) {
        return switch (accepted) {
            case CLOUDFLARE -> name.equals("sig1");
            case SEED -> name.equals("v1");
            case ANY -> name.equals("sig1") || name.equals("v1");
        };
    }

    private static WebhookSignature.Dialect dialect(String name) {
        return name.equals("sig1")
                ? WebhookSignature.Dialect.CLOUDFLARE
                : WebhookSignature.Dialect.SEED;
    }
}
