package video.divine.media.processor.domain.governor;

import video.divine.media.processor.domain.CommandId;

import java.time.Instant;

/** What the governor's log can hold. */
public sealed interface GovernorCommand {
    /**
     * Far above what any account may call, so that no sum of genuine calls leaves an {@code int}.
     */
    int MAX_CALLS = 1_000_000;

    /**
     * Asks for calls to be made soon; fewer may be granted.
     *
     * @param callsPerFiveMinutes the limit of this decision; it travels along so that a replay
     *     decides alike
     */
    record LeaseCalls(CommandId id, int calls, CallPriority priority, int callsPerFiveMinutes)
            implements GovernorCommand {
        public LeaseCalls {
            requireCalls(calls);
            requireCalls(callsPerFiveMinutes);
        }
    }

    /**
     * Leased calls that were not made and never will be. Each record takes them off: whoever does
     * not know whether an earlier one was written must not write it again. One that is lost wastes
     * its calls for five minutes, one too many lets calls through that were made already.
     *
     * @param until the end of their lease
     */
    record ReturnCalls(Instant until, int calls, CallPriority priority) implements GovernorCommand {
        public ReturnCalls {
            requireCalls(calls);
        }
    }

    /**
     * Stream refuses all calls of the account, or said that none is left.
     *
     * @param seconds from the log's time of this record; more than Stream's own five minutes count
     *     as five minutes
     */
    record ReportBlock(int seconds) implements GovernorCommand {
        public ReportBlock {
            if (seconds < 0) {
                throw new IllegalArgumentException("Expected a block of at least 0 seconds");
            }
        }
    }

    private static void requireCalls(int calls) {
        if (calls < 1 || calls > MAX_CALLS) {
            throw new IllegalArgumentException("Expected 1 to " + MAX_CALLS + " calls");
        }
    }
}
