package video.divine.media.simulator.upload;

import video.divine.media.simulator.api.Refusal;

import java.util.Optional;

/** What becomes of a file that has arrived whole for a video. */
public sealed interface Verdict {
    /** It is the video's now, and that is queued. */
    record Taken() implements Verdict {}

    /** It never will be. */
    record Refused(Refusal reason) implements Verdict {}

    /**
     * The look at it was broken off: nothing has changed, and the same file can be offered again.
     */
    record Undecided() implements Verdict {}

    /** What its sender is told, unless it was taken. */
    default Optional<Refusal> refusal() {
        return switch (this) {
            case Taken() -> Optional.empty();
            case Refused(var reason) -> Optional.of(reason);
            case Undecided() -> Optional.of(Refusal.internal());
        };
    }
}
