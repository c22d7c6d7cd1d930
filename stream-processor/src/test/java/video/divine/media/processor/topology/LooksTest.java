package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.NOON;

import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A host whose clock leaps ahead and is set right. A driver's clock cannot go back. */
class LooksTest {
    private static final Duration INTERVAL = Duration.ofSeconds(1);

    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    private final List<Instant> looked = new ArrayList<>();
    private final Looks looks = start();

    private Looks start() {
        clockShows(NOON);
        return new Looks(context, INTERVAL, millis -> looked.add(Instant.ofEpochMilli(millis)));
    }

    private void clockShows(Instant wallClock) {
        context.setCurrentSystemTimeMs(wallClock.toEpochMilli());
    }

    private List<CapturedPunctuator> scheduled() {
        return context.scheduledPunctuators().stream().filter(it -> !it.cancelled()).toList();
    }

    private void look(Instant wallClock) {
        clockShows(wallClock);
        scheduled().getLast().getPunctuator().punctuate(wallClock.toEpochMilli());
    }

    @Test
    void recordsDoNotDisturbAClockThatGoesOn() {
        look(NOON.plusSeconds(1));
        looks.goOn();
        clockShows(NOON.plusSeconds(2));
        looks.goOn();

        assertThat(context.scheduledPunctuators()).hasSize(1);
        assertThat(looked).containsExactly(NOON.plusSeconds(1));
    }

    @Test
    void theyGoOnWithTheFirstRecordAfterTheClockWasSetRight() {
        look(NOON.plus(Duration.ofDays(1)));
        clockShows(NOON.plusSeconds(1));

        looks.goOn();
        looks.goOn();

        assertThat(context.scheduledPunctuators()).hasSize(2);
        assertThat(scheduled())
                .singleElement()
                .satisfies(it -> assertThat(it.getInterval()).isEqualTo(INTERVAL));
        look(NOON.plusSeconds(2));
        assertThat(looked).endsWith(NOON.plusSeconds(2));
    }
}
