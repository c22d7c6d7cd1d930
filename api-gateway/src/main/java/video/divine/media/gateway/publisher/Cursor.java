package video.divine.media.gateway.publisher;

import video.divine.media.gateway.query.MediaReads.Place;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/** A place in a listing, as clients carry it: opaque to them, and of no use elsewhere. */
final class Cursor {
    private static final Pattern SYNTAX = Pattern.compile("(\\d{1,15})\\.([A-Za-z0-9]{1,32})");

    private Cursor() {}

    static String write(Place place) {
        var text = place.createdAt().toEpochMilli() + "." + place.uid();
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(text.getBytes(StandardCharsets.UTF_8));
    }

    /** Empty where the text is no cursor of ours. */
    static Optional<Place> read(String text) {
        try {
            var decoded = new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
            var parts = SYNTAX.matcher(decoded);
            return parts.matches()
                    ? Optional.of(
                            new Place(
                                    Instant.ofEpochMilli(Long.parseLong(parts.group(1))),
                                    parts.group(2)))
                    : Optional.empty();
        } catch (IllegalArgumentException notBase64) {
            return Optional.empty();
        }
    }
}
