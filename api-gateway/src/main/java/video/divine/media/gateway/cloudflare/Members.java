package video.divine.media.gateway.cloudflare;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.time.DateTimeException;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

/**
 * The members of a JSON object as Stream means them: numbers also as strings (pctComplete always is
 * one), -1 for "unknown", "" for "none". A member of another type is absent, because one odd field
 * must not cost us the notice.
 */
record Members(JsonNode object) {
    private static final BigDecimal HUNDRED = BigDecimal.valueOf(100);
    private static final Instant FIRST = Instant.parse("0000-01-01T00:00:00Z");
    private static final Instant END = Instant.parse("+10000-01-01T00:00:00Z");
    private static final int LONGEST_NUMBER = 40;
    private static final int LONGEST_URL = 2_048;

    Optional<String> text(String name) {
        return StreamJson.text(object.path(name)).filter(text -> !text.isEmpty());
    }

    boolean flag(String name) {
        var node = object.path(name);
        return node.isBoolean() ? node.asBoolean() : text(name).filter("true"::equals).isPresent();
    }

    Optional<Instant> instant(String name) {
        return text(name).flatMap(Members::instantOf);
    }

    /** Of four-digit years, as RFC 3339 has them: a log in milliseconds cannot hold all others. */
    private static Optional<Instant> instantOf(String text) {
        try {
            return Optional.of(Instant.parse(text))
                    .filter(time -> !time.isBefore(FIRST) && time.isBefore(END));
        } catch (DateTimeException _) {
            return Optional.empty();
        }
    }

    /** Not negative; at most 18 digits before the point and 64 behind it. */
    Optional<BigDecimal> decimal(String name) {
        var node = object.path(name);
        var number = node.isNumber() ? Optional.of(node.decimalValue()) : numberOf(text(name));
        return number.filter(value -> value.signum() >= 0).filter(Members::sane);
    }

    private static Optional<BigDecimal> numberOf(Optional<String> text) {
        try {
            return text.map(String::strip)
                    .filter(digits -> digits.length() <= LONGEST_NUMBER)
                    .map(BigDecimal::new);
        } catch (NumberFormatException _) {
            return Optional.empty();
        }
    }

    /** 1e999999999 is a short text and a long calculation. */
    private static boolean sane(BigDecimal value) {
        return Math.abs((long) value.precision() - value.scale()) <= 18
                && Math.abs((long) value.scale()) <= 64;
    }

    static BigDecimal atMostHundred(BigDecimal percent) {
        return percent.min(HUNDRED);
    }

    OptionalLong amount(String name) {
        return decimal(name)
                .map(value -> OptionalLong.of(value.longValue()))
                .orElse(OptionalLong.empty());
    }

    OptionalInt count(String name) {
        var amount = amount(name);
        return amount.isPresent() && amount.getAsLong() <= Integer.MAX_VALUE
                ? OptionalInt.of((int) amount.getAsLong())
                : OptionalInt.empty();
    }

    Optional<String> url(String name) {
        return text(name).filter(Members::isHttpUrl);
    }

    static boolean isHttpUrl(String text) {
        return (text.startsWith("https://") || text.startsWith("http://"))
                && text.length() <= LONGEST_URL
                && text.chars().allMatch(c -> c > 0x20 && c < 0x7f);
    }
}
