package video.divine.media.processor.domain.governor;

import java.time.Instant;

/** What happened to the account's calls. */
public sealed interface GovernorEvent {
    /** So many calls may begin until the lease ends. */
    record CallsLeased(int calls, CallPriority priority, Instant until, int limit)
            implements GovernorEvent {}

    /** No call was left under that limit. */
    record LeaseRefused(int limit) implements GovernorEvent {}

    /** So many calls of a lease count no more. */
    record CallsReturned(int calls, CallPriority priority, Instant until)
            implements GovernorEvent {}

    /** No call may begin for a while. */
    record AccountBlocked(Instant until) implements GovernorEvent {}
}
