package video.divine.media.processor.domain;

import java.time.Instant;

/**
 * A pure state machine: no clock, no I/O, no Kafka. Replaying the same commands at the same log
 * times gives the same events and answers.
 *
 * @param <C> command
 * @param <S> state
 * @param <E> event
 * @param <A> answer
 */
public interface Decider<C, S, E, A> {
    /** The state before any event. */
    S initial();

    /**
     * The facts and the answer that {@code command} leads to.
     *
     * @param at the log's time of the command, which never goes back
     */
    Decision<E, A> decide(C command, S state, Instant at);

    /**
     * The state after {@code event}.
     *
     * @param at the log's time of the command that caused the event
     */
    S evolve(S state, E event, Instant at);
}
