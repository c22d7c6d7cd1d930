package video.divine.media.processor.domain.claims;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.NOON;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.Size;

import java.time.Duration;
import java.util.List;

class LogClockTest {
    private static final Duration DAY = Duration.ofDays(1);
    private static final long DAY_MILLIS = DAY.toMillis();

    /** A day ahead, and the broker's clock is right again since noon. */
    private static LogClock leapt() {
        return LogClock.startingAt(NOON.plus(DAY)).at(NOON);
    }

    @Example
    void timeIsThatOfTheRecords() {
        assertThat(LogClock.startingAt(NOON).at(NOON.plusSeconds(5)))
                .isEqualTo(LogClock.startingAt(NOON.plusSeconds(5)));
    }

    @Example
    void aSmallLeadIsWaitedFor() {
        var ahead = LogClock.startingAt(NOON.plus(LogClock.SLACK));

        assertThat(ahead.at(NOON)).isEqualTo(ahead);
        assertThat(ahead.at(NOON).at(NOON.plusSeconds(59))).isEqualTo(ahead);
        assertThat(ahead.at(NOON.plusSeconds(61)).now()).isEqualTo(NOON.plusSeconds(61));
    }

    @Example
    void aLeapAheadIsBelieved() {
        assertThat(LogClock.startingAt(NOON).at(NOON.plus(DAY)).now()).isEqualTo(NOON.plus(DAY));
    }

    @Example
    void afterALeapTimeGoesOnAtHalfItsPace() {
        var before = leapt();

        assertThat(before.now()).isEqualTo(NOON.plus(DAY));
        assertThat(before.at(NOON.plusSeconds(40)).now()).isEqualTo(NOON.plus(DAY).plusSeconds(20));
        assertThat(before.at(NOON.plus(Duration.ofHours(2))).now())
                .isEqualTo(NOON.plus(DAY).plus(Duration.ofHours(1)));
    }

    @Example
    void whatIsAMillisecondApartAddsUp() {
        var clock = leapt();
        for (var millis = 1; millis <= 1_001; millis++) {
            clock = clock.at(NOON.plusMillis(millis));
        }

        assertThat(clock.now()).isEqualTo(NOON.plus(DAY).plusMillis(500));
        assertThat(clock).isEqualTo(leapt().at(NOON.plusMillis(1_001)));
    }

    @Example
    void theClockCatchesUpInTheEnd() {
        var clock = leapt();
        var record = NOON;
        while (record.isBefore(NOON.plus(DAY.multipliedBy(2)))) {
            record = record.plus(Duration.ofMinutes(10));
            clock = clock.at(record);
        }

        assertThat(clock).isEqualTo(LogClock.startingAt(record));
    }

    @Example
    void setBackAgainItWaitsAndGoesOnFromThere() {
        var again = leapt().at(NOON.plusSeconds(40)).at(NOON.minus(DAY));

        assertThat(again.now()).isEqualTo(NOON.plus(DAY).plusSeconds(20));
        assertThat(again.at(NOON.minus(DAY).plusSeconds(10)).now())
                .isEqualTo(NOON.plus(DAY).plusSeconds(25));
    }

    @Property(tries = 500)
    void itNeverGoesBackAndIsNeverBehindARecord(@ForAll("steps") @Size(max = 50) List<Long> steps) {
        var clock = LogClock.startingAt(NOON);
        var record = NOON;
        for (var millis : steps) {
            record = record.plusMillis(millis);
            var next = clock.at(record);
            assertThat(next.now()).isAfterOrEqualTo(clock.now()).isAfterOrEqualTo(record);
            clock = next;
        }
    }

    /**
     * So a lease is never shorter, and an hour never has less room, than by a clock that is right.
     */
    @Property(tries = 500)
    void itNeverOutrunsTheRecordsButByTheirLeaps(
            @ForAll("steps") @Size(max = 50) List<Long> steps) {
        var clock = LogClock.startingAt(NOON);
        var record = NOON;
        for (var millis : steps) {
            var before = clock.now();
            record = record.plusMillis(millis);
            clock = clock.at(record);
            assertThat(Duration.between(before, clock.now()))
                    .isLessThanOrEqualTo(Duration.ofMillis(Math.max(0, millis)));
        }
    }

    @Provide
    Arbitrary<List<Long>> steps() {
        return Arbitraries.frequencyOf(
                        Tuple.of(8, Arbitraries.longs().between(0, 5)),
                        Tuple.of(4, Arbitraries.longs().between(0, 120_000)),
                        Tuple.of(1, Arbitraries.longs().between(-DAY_MILLIS, 0)),
                        Tuple.of(1, Arbitraries.longs().between(0, DAY_MILLIS)))
                .list();
    }
}
