package video.divine.media.gateway.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.function.LongSupplier;

/**
 * Whether absences are to be believed. Where Stream misses more than half of the videos that it was
 * asked about last, it is likelier that we ask the wrong account: nothing of that is recorded for
 * an hour, in which an operator hears of it. After that the videos are gone indeed, as when
 * somebody deleted them all.
 *
 * <p>It is decided over the last lists together, as few videos may be due at a time.
 */
final class AbsenceDoubt {
    private static final Logger LOG = LoggerFactory.getLogger(AbsenceDoubt.class);

    /** So many answers count, and as many more as the oldest of their lists has. */
    static final int REMEMBERED = 30;

    /** Three absences in a row can end a video, so the first two do no harm. */
    static final int FEWEST = 3;

    static final Duration LONGEST = Duration.ofHours(1);

    private final LongSupplier nanos;

    /** The oldest first. */
    private final Deque<Answers> lists = new ArrayDeque<>();

    private State state = State.NONE;
    private long since;

    /** What came of one list, or of several. */
    private record Answers(int missed, int found) {
        static final Answers NONE = new Answers(0, 0);

        int all() {
            return missed + found;
        }

        Answers and(Answers others) {
            return new Answers(missed + others.missed, found + others.found);
        }

        boolean mostAreMissed() {
            return all() >= FEWEST && missed > found;
        }

        @Override
        public String toString() {
            return missed + " of " + all() + " videos";
        }
    }

    private enum State {
        NONE,
        DOUBTED,
        /** For so long that it is believed, until Stream has most of what it is asked about. */
        BELIEVED
    }

    AbsenceDoubt(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /**
     * What came of one list.
     *
     * @param missed so many of them Stream should have, and has not
     * @param found so many it has
     * @return no absence is to be recorded
     */
    synchronized boolean isDoubtful(int missed, int found) {
        var last = remember(new Answers(missed, found));
        long now = nanos.getAsLong();
        state =
                switch (state) {
                    case NONE -> last.mostAreMissed() ? begun(last, now) : State.NONE;
                    case DOUBTED -> last.mostAreMissed() ? lasting(last, now) : ended();
                    case BELIEVED -> last.mostAreMissed() ? State.BELIEVED : ended();
                };
        return state == State.DOUBTED;
    }

    private Answers remember(Answers list) {
        if (list.all() > 0) {
            lists.addLast(list);
        }
        var all = lists.stream().reduce(Answers.NONE, Answers::and);
        while (lists.size() > 1 && all.all() - lists.getFirst().all() >= REMEMBERED) {
            var oldest = lists.removeFirst();
            all = new Answers(all.missed() - oldest.missed(), all.found() - oldest.found());
        }
        return all;
    }

    private State begun(Answers last, long now) {
        since = now;
        LOG.warn(
                "Stream has none of {}, is it our account? No absence is recorded for {}",
                last,
                LONGEST);
        return State.DOUBTED;
    }

    private State lasting(Answers last, long now) {
        if (now - since < LONGEST.toNanos()) {
            return State.DOUBTED;
        }
        LOG.warn("Stream still has none of {} after {}: absences are recorded", last, LONGEST);
        return State.BELIEVED;
    }

    private static State ended() {
        LOG.info("Stream has most of the videos that it is asked about again");
        return State.NONE;
    }
}
