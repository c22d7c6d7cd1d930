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
     * @param disregarded the furthest notice that contradicted a final state
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
        /** A video that was just registered: its first event. */
        static Registered first(Registration registration, Aliases aliases, Instant at) {
            return new Registered(
                    registration, aliases, Phase.AWAITING_UPLOAD, null, null, 1, at, null, false);
        }
    }
}
