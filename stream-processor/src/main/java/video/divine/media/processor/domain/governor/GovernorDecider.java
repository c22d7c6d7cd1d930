package video.divine.media.processor.domain.governor;

import video.divine.media.processor.domain.Decider;
import video.divine.media.processor.domain.Decision;
import video.divine.media.processor.domain.governor.GovernorAnswer.Leased;
import video.divine.media.processor.domain.governor.GovernorAnswer.Noted;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;
import video.divine.media.processor.domain.governor.GovernorCommand.ReportBlock;
import video.divine.media.processor.domain.governor.GovernorCommand.ReturnCalls;
import video.divine.media.processor.domain.governor.GovernorEvent.AccountBlocked;
import video.divine.media.processor.domain.governor.GovernorEvent.CallsLeased;
import video.divine.media.processor.domain.governor.GovernorEvent.CallsReturned;
import video.divine.media.processor.domain.governor.GovernorEvent.LeaseRefused;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/**
 * Leases the account's calls to the processes that make them. Stream lets an account make 1,200 in
 * five minutes and then refuses all of them for five minutes, the dashboard's too.
 */
public final class GovernorDecider
        implements Decider<GovernorCommand, Budget, GovernorEvent, GovernorAnswer> {
    /** How long Stream refuses the calls of an account that made too many. */
    static final Duration LONGEST_BLOCK = Duration.ofMinutes(5);

    @Override
    public Budget initial() {
        return Budget.FRESH;
    }

    @Override
    public Decision<GovernorEvent, GovernorAnswer> decide(
            GovernorCommand command, Budget state, Instant at) {
        var budget = state.at(at);
        return switch (command) {
            case LeaseCalls lease -> lease(lease, budget);
            case ReturnCalls giveBack -> giveBack(giveBack, budget);
            case ReportBlock block -> block(block, budget);
        };
    }

    private static Decision<GovernorEvent, GovernorAnswer> lease(
            LeaseCalls command, Budget budget) {
        var priority = command.priority();
        var limit = command.callsPerFiveMinutes();
        var calls = Math.min(command.calls(), budget.left(priority, limit));
        if (calls == 0) {
            return Decision.of(
                    new LeaseRefused(limit),
                    new Leased(
                            command.id(),
                            0,
                            budget.now(),
                            Optional.of(budget.freeAt(priority, limit))));
        }
        var until = budget.now().plus(Budget.LEASE);
        return Decision.of(
                new CallsLeased(calls, priority, until, limit),
                new Leased(command.id(), calls, until, Optional.empty()));
    }

    /** A slice does not know whose leases it holds: what never was in it cannot be taken out. */
    private static Decision<GovernorEvent, GovernorAnswer> giveBack(
            ReturnCalls command, Budget budget) {
        var until = command.until();
        var calls = Math.min(command.calls(), budget.counted(until, command.priority()));
        return calls == 0
                ? Decision.nothing(new Noted())
                : Decision.of(new CallsReturned(calls, command.priority(), until), new Noted());
    }

    private static Decision<GovernorEvent, GovernorAnswer> block(
            ReportBlock command, Budget budget) {
        var wanted = Duration.ofSeconds(command.seconds());
        var length = wanted.compareTo(LONGEST_BLOCK) > 0 ? LONGEST_BLOCK : wanted;
        var until = budget.now().plus(length);
        var isLonger = budget.blockedUntil().orElse(budget.now()).isBefore(until);
        return isLonger
                ? Decision.of(new AccountBlocked(until), new Noted())
                : Decision.nothing(new Noted());
    }

    @Override
    public Budget evolve(Budget state, GovernorEvent event, Instant at) {
        var budget = state.at(at);
        return switch (event) {
            case CallsLeased(var calls, var priority, var until, var limit) ->
                    budget.under(limit).lease(until, Calls.of(calls, priority));
            case LeaseRefused(var limit) -> budget.under(limit);
            case CallsReturned(var calls, var priority, var until) ->
                    budget.giveBack(until, Calls.of(calls, priority));
            case AccountBlocked(var until) -> budget.block(until);
        };
    }
}
