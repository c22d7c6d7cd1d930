package video.divine.media.processor.domain.governor;

import static org.assertj.core.api.Assertions.assertThat;

import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.governor.GovernorAnswer.Leased;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;

import java.time.Duration;
import java.time.Instant;
import java.util.Optional;

/** A governor and its log, whose time begins at {@link Sample#NOON} and goes on when told. */
final class GovernorScenario {
    private final GovernorDecider decider = new GovernorDecider();
    private final int limit;
    private Budget budget;
    private Instant now = Sample.NOON;
    private int asked;

    GovernorScenario(int limit) {
        this.limit = limit;
        this.budget = decider.initial();
    }

    GovernorScenario after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    GovernorAnswer tell(GovernorCommand command) {
        var decision = decider.decide(command, budget, now);
        assertThat(decider.decide(command, budget, now)).isEqualTo(decision);
        budget = budget.at(now);
        for (var event : decision.events()) {
            budget = decider.evolve(budget, event, now);
        }
        return decision.answer();
    }

    Leased lease(int calls, CallPriority priority) {
        asked++;
        var command = new LeaseCalls(Sample.id(asked), calls, priority, limit);
        return (Leased) tell(command);
    }

    /** Asks, and is granted so many. */
    GovernorScenario grants(int granted, int calls, CallPriority priority) {
        var answer = lease(calls, priority);
        assertThat(answer)
                .isEqualTo(
                        new Leased(
                                Sample.id(asked),
                                granted,
                                budget.now().plus(Duration.ofSeconds(10)),
                                Optional.empty()));
        return this;
    }

    /** Asks, and is told when to ask again. */
    GovernorScenario refuses(CallPriority priority, Instant retryAt) {
        assertThat(lease(1, priority))
                .isEqualTo(new Leased(Sample.id(asked), 0, budget.now(), Optional.of(retryAt)));
        return this;
    }

    Instant now() {
        return now;
    }

    Budget budget() {
        return budget;
    }
}
