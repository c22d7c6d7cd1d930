package video.divine.media.simulator.tus;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.VideoFields;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Base64;
import java.util.HashSet;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Reads {@code Upload-Metadata} into the body that {@code direct_upload} would have, which is then
 * checked as one. Sources differ in the case of the keys, so it does not matter; a key that means
 * nothing to Stream goes to {@code meta} as it is.
 */
final class TusMetadata {
    /** What Stream reserves where a creator's upload names nothing (cloudflare-go#1399). */
    private static final int DEFAULT_DURATION = 14_400;

    private final ObjectNode body = JsonNodeFactory.instance.objectNode();
    private final ObjectNode meta = body.putObject(VideoFields.META);
    private final Set<String> keys = new HashSet<>();

    private TusMetadata() {
        body.put(VideoFields.MAX_DURATION_SECONDS, DEFAULT_DURATION);
    }

    /**
     * @param header keys and base64 values, or nothing
     */
    static Decoded<ObjectNode> read(Optional<String> header) {
        var metadata = new TusMetadata();
        // One sample of Cloudflare's has spaces behind its commas.
        var entries = header.map(text -> text.split(",", -1)).orElse(new String[0]);
        for (var entry : entries) {
            if (!entry.isBlank() && !metadata.isTaken(entry.strip())) {
                return new Decoded.Refused<>(Refusal.undecodable("Upload-Metadata cannot be read"));
            }
        }
        return new Decoded.Accepted<>(metadata.body);
    }

    private boolean isTaken(String entry) {
        var words = entry.split(" +", -1);
        if (words.length > 2 || !keys.add(words[0])) {
            return false;
        }
        try {
            var value = Base64.getDecoder().decode(words.length == 2 ? words[1] : "");
            put(words[0], new String(value, StandardCharsets.UTF_8));
            return true;
        } catch (IllegalArgumentException noBase64) {
            return false;
        }
    }

    private void put(String key, String value) {
        switch (key.toLowerCase(Locale.ROOT)) {
            case "maxdurationseconds" -> putWhole(VideoFields.MAX_DURATION_SECONDS, value);
            case "expiry" -> body.put(VideoFields.EXPIRY, value);
            // Its presence is what counts.
            case "requiresignedurls" -> body.put(VideoFields.REQUIRE_SIGNED_URLS, true);
            case "allowedorigins" -> putList(VideoFields.ALLOWED_ORIGINS, value);
            case "thumbnailtimestamppct" -> putFraction(VideoFields.THUMBNAIL_TIMESTAMP_PCT, value);
            case "scheduleddeletion" -> body.put(VideoFields.SCHEDULED_DELETION, value);
            // There are none here.
            case "watermark" -> {}
            case "name" -> meta.put("name", value);
            default -> meta.put(key, value);
        }
    }

    /** What is no number stays a text, which is refused where the fields are checked. */
    private void putWhole(String name, String value) {
        if (value.matches("-?[0-9]{1,9}")) {
            body.put(name, Integer.parseInt(value));
        } else {
            body.put(name, value);
        }
    }

    private void putFraction(String name, String value) {
        if (value.matches("-?[0-9]{1,9}(\\.[0-9]{1,18})?")) {
            body.put(name, Double.parseDouble(value));
        } else {
            body.put(name, value);
        }
    }

    private void putList(String name, String value) {
        var list = body.putArray(name);
        Arrays.stream(value.split(",", -1))
                .map(String::strip)
                .filter(word -> !word.isEmpty())
                .forEach(list::add);
    }
}
