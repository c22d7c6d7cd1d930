package video.divine.media.simulator.video;

import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeParseException;
import java.time.temporal.ChronoUnit;
import java.util.Optional;

/** RFC 3339 as Stream writes it: UTC, always six fractional digits. */
public final class Timestamps {
    private static final DateTimeFormatter FORMAT =
            DateTimeFormatter.ofPattern("uuuu-MM-dd'T'HH:mm:ss.SSSSSS'Z'").withZone(ZoneOffset.UTC);

    private Timestamps() {}

    public static String format(Instant instant) {
        return FORMAT.format(instant);
    }

    /** Any RFC 3339 offset and any number of fractional digits. */
    public static Optional<Instant> parse(String text) {
        try {
            return Optional.of(OffsetDateTime.parse(text).toInstant());
        } catch (DateTimeParseException notRfc3339) {
            return Optional.empty();
        }
    }

    /** {@code now}, but at least a microsecond past {@code earlier}: what we write must move on. */
    public static Instant after(Instant earlier, Instant now) {
        var next = earlier.plus(1, ChronoUnit.MICROS);
        var truncated = now.truncatedTo(ChronoUnit.MICROS);
        return truncated.isBefore(next) ? next : truncated;
    }
}
