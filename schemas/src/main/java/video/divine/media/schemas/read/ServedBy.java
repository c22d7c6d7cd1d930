package video.divine.media.schemas.read;

import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/** Who answered a read, as {@link ReadProtocol#SERVED_BY} has it. */
public sealed interface ServedBy {
    /** The running active: what it does not have does not exist. */
    record Active() implements ServedBy {
        private static final Active INSTANCE = new Active();

        @Override
        public String header() {
            return "active";
        }
    }

    /**
     * A copy that may be behind.
     *
     * @param lag in changelog records, commit markers among them
     * @param age of that measurement
     */
    record Standby(long lag, Duration age) implements ServedBy {
        /** A younger measurement is as good as new; they are taken twice a second. */
        private static final Duration WORTH_A_WORD = Duration.ofSeconds(2);

        public Standby {
            if (lag < 0 || age.isNegative()) {
                throw new IllegalArgumentException(
                        "Expected a lag and its age, but got " + lag + " and " + age);
            }
        }

        @Override
        public String header() {
            var stated = "standby; lag=" + lag;
            return age.compareTo(WORTH_A_WORD) < 0 ? stated : stated + "; age=" + age.toSeconds();
        }

        /** The one of both that says less. */
        public Standby worse(Standby other) {
            return new Standby(
                    Math.max(lag, other.lag), age.compareTo(other.age) > 0 ? age : other.age);
        }
    }

    /** {@code active}, {@code standby; lag=12} or {@code standby; lag=12; age=34} (seconds). */
    String header();

    static ServedBy active() {
        return Active.INSTANCE;
    }

    /** Reads {@link #header()}; empty where it is something else. */
    static Optional<ServedBy> parse(String header) {
        if (header.equals(active().header())) {
            return Optional.of(active());
        }
        var standby = Syntax.STANDBY.matcher(header);
        if (!standby.matches()) {
            return Optional.empty();
        }
        var age = standby.group("age");
        return Optional.of(
                new Standby(
                        Long.parseLong(standby.group("lag")),
                        age == null ? Duration.ZERO : Duration.ofSeconds(Long.parseLong(age))));
    }

    /** How a standby is spelt. */
    final class Syntax {
        private static final Pattern STANDBY =
                Pattern.compile("standby; lag=(?<lag>\\d{1,18})(; age=(?<age>\\d{1,9}))?");

        private Syntax() {}
    }
}
