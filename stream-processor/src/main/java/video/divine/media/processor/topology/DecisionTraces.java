package video.divine.media.processor.topology;

import org.apache.kafka.common.header.Headers;

import video.divine.media.schemas.TraceHeaders;

/**
 * Follows the trace of a record through its decision. Called by stream threads, by several at once,
 * and never blocks. Deciders know nothing of it.
 */
public interface DecisionTraces {
    /** Nobody looks: what follows belongs to the trace and the span that the record came from. */
    DecisionTraces PASSED_ON = (_, _, cause) -> new PassedOn(TraceHeaders.of(cause));

    /**
     * Begins a decision.
     *
     * @param source that the record came from, of a few
     * @param command what was asked for, of a few
     * @param cause the record's headers, whoever wrote them
     */
    Step begin(String source, String command, Headers cause);

    /** A decision that is under way. */
    interface Step extends AutoCloseable {
        /** What all that follows from the record bears. */
        Headers headers();

        @Override
        void close();
    }

    /** A step that leaves no mark of its own. */
    record PassedOn(Headers headers) implements Step {
        @Override
        public void close() {}
    }
}
