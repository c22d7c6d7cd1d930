package video.divine.media.processor.domain.video;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Aliases;

import java.time.Instant;

/** What the events of a uid fold to. */
public sealed interface VideoState {
    /** Nobody has registered the uid; Stream may have spoken of it. */
    record Unregistered(@Nullable Notice parked) implements VideoState {}

    /**
     * A video.
     *
     * @param notice the last notice that was applied, with facts merged from earlier ones
     * @param disregarded the last notice that contradicted a final state
     * @param sequence the number of events so far
     * @param readyAt when it became playable
     * @param complete every quality level is encoded
     */
    record Registered(
            Registration registration,
            Aliases aliases,
            Phase phase,
            @Nullable Notice notice,
            @Nullable Notice disregarded,
            long sequence,
            Instant updatedAt,
            @Nullable Instant readyAt,
            boolean complete)
            implements VideoState {

        Registered to(Phase next) {
            return new Registered(
                    registration,
                    aliases,
                    next,
                    notice,
                    disregarded,
                    sequence,
                    updatedAt,
                    readyAt,
                    complete);
        }

        Registered apply(Notice latest) {
            return new Registered(
                    registration,
                    aliases,
                    phase,
                    latest.over(notice),
                    disregarded,
                    sequence,
                    updatedAt,
                    readyAt,
                    complete);
        }

        Registered with(Aliases more) {
            return new Registered(
                    registration,
                    aliases.with(more),
                    phase,
                    notice,
                    disregarded,
                    sequence,
                    updatedAt,
                    readyAt,
                    complete);
        }

        Registered disregard(Notice contradiction) {
            return new Registered(
                    registration,
                    aliases,
                    phase,
                    notice,
                    contradiction,
                    sequence,
                    updatedAt,
                    readyAt,
                    complete);
        }

        Registered completed() {
            return new Registered(
                    registration,
                    aliases,
                    phase,
                    notice,
                    disregarded,
                    sequence,
                    updatedAt,
                    readyAt,
                    true);
        }

        Registered readyAt(Instant at) {
            return new Registered(
                    registration,
                    aliases,
                    phase,
                    notice,
                    disregarded,
                    sequence,
                    updatedAt,
                    at,
                    complete);
        }

        Registered counted(Instant at) {
            return new Registered(
                    registration,
                    aliases,
                    phase,
                    notice,
                    disregarded,
                    sequence + 1,
                    at.isAfter(updatedAt) ? at : updatedAt,
                    readyAt,
                    complete);
        }
    }
}
