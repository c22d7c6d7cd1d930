package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.Cancellable;
import org.apache.kafka.streams.processor.PunctuationType;
import org.apache.kafka.streams.processor.Punctuator;
import org.apache.kafka.streams.processor.api.ProcessorContext;

import java.time.Duration;

/**
 * Looks by the wall clock, once in a while. After a leap ahead Kafka Streams looks next an interval
 * after the leap, which a clock that was set right reaches only much later: so each record sees to
 * it that they go on.
 */
final class Looks {
    private final ProcessorContext<?, ?> context;
    private final Duration interval;
    private final Punctuator look;
    private Cancellable scheduled;

    /** The wall clock at the last look. */
    private long looked;

    Looks(ProcessorContext<?, ?> context, Duration interval, Punctuator look) {
        this.context = context;
        this.interval = interval;
        this.look = look;
        this.scheduled = schedule();
    }

    private Cancellable schedule() {
        return context.schedule(interval, PunctuationType.WALL_CLOCK_TIME, this::look);
    }

    private void look(long wallClockMillis) {
        looked = wallClockMillis;
        look.punctuate(wallClockMillis);
    }

    /** To be called with each record. */
    void goOn() {
        var wallClock = context.currentSystemTimeMs();
        if (wallClock < looked) {
            scheduled.cancel();
            scheduled = schedule();
            looked = wallClock;
        }
    }
}
