package video.divine.media.processor.topology;

import video.divine.media.processor.domain.video.Phase;

/**
 * Hears what the tasks of this process count. Called by stream threads, by several at once, and
 * never blocks. What a task has is taken back when the task leaves this process.
 */
public interface ReconcilerMetrics {
    /** Nobody listens. */
    ReconcilerMetrics NONE =
            new ReconcilerMetrics() {
                @Override
                public void stuck(Phase phase, int change) {}

                @Override
                public void alarm(Phase phase) {}

                @Override
                public void asked() {}

                @Override
                public void parked(int change) {}

                @Override
                public void parkedDropped() {}

                @Override
                public void parkedExpired() {}
            };

    /** So many more (or fewer) videos of a phase stand still for longer than they should. */
    void stuck(Phase phase, int change);

    /** A video has just stood still for too long. */
    void alarm(Phase phase);

    /** A task was put out. */
    void asked();

    /** So many more (or fewer) notices wait for a registration. */
    void parked(int change);

    /** A notice found no room to wait in. */
    void parkedDropped();

    /** A notice waited in vain. */
    void parkedExpired();
}
