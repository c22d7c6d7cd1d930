package video.divine.media.processor.domain;

import java.util.List;

/**
 * What a decider answers: the facts to record, maybe none, and what the caller hears. A refusal can
 * carry facts too: it is remembered, so that the same command is refused alike when it is repeated.
 *
 * @param events facts in the order in which they are to be applied
 * @param answer what the caller hears, if anybody waits
 */
public record Decision<E, A>(List<E> events, A answer) {
    public Decision {
        events = List.copyOf(events);
    }

    /** One fact. */
    public static <E, A> Decision<E, A> of(E event, A answer) {
        return new Decision<>(List.of(event), answer);
    }

    /** Nothing changes. */
    public static <E, A> Decision<E, A> nothing(A answer) {
        return new Decision<>(List.of(), answer);
    }
}
