package video.divine.media.simulator.api;

import java.util.function.Function;

/** A request understood, or the reason it is refused. */
public sealed interface Decoded<T> {
    record Accepted<T>(T value) implements Decoded<T> {}

    record Refused<T>(Refusal refusal) implements Decoded<T> {}

    /** Goes on with the value, or with the refusal. */
    default <R> R fold(Function<T, R> accepted, Function<Refusal, R> refused) {
        return switch (this) {
            case Accepted<T>(var value) -> accepted.apply(value);
            case Refused<T>(var refusal) -> refused.apply(refusal);
        };
    }
}
