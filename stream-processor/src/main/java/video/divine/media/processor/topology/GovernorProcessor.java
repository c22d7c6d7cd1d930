package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.KeyValueStore;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.governor.Budget;
import video.divine.media.processor.domain.governor.GovernorAnswer;
import video.divine.media.processor.domain.governor.GovernorDecider;
import video.divine.media.processor.domain.governor.GovernorEnvelope;

import java.time.Instant;
import java.util.Objects;

/** Loads, decides, folds, puts, answers: a lease is out only once its calls are counted. */
final class GovernorProcessor implements Processor<String, GovernorEnvelope, String, Outcome> {
    private final GovernorDecider decider = new GovernorDecider();
    private final DecisionTraces traces;
    private @Nullable ProcessorContext<String, Outcome> context;
    private @Nullable KeyValueStore<String, Budget> budgets;

    GovernorProcessor(DecisionTraces traces) {
        this.traces = traces;
    }

    @Override
    public void init(ProcessorContext<String, Outcome> context) {
        this.context = context;
        this.budgets = context.getStateStore(TopologyNames.GOVERNOR_STORE);
    }

    @Override
    public void process(Record<String, GovernorEnvelope> record) {
        var command = record.value().command().getClass().getSimpleName();
        try (var step = traces.begin(TopologyNames.GOVERNOR_COMMANDS, command, record.headers())) {
            decide(record.withHeaders(step.headers()));
        }
    }

    private void decide(Record<String, GovernorEnvelope> record) {
        var rows = Objects.requireNonNull(budgets);
        var at = Instant.ofEpochMilli(record.timestamp());
        var row = rows.get(StoreKeys.ACCOUNT);
        var before = row == null ? decider.initial() : row;
        var decision = decider.decide(record.value().command(), before, at);
        // Where nothing happened, time went on all the same.
        var after = before.at(at);
        for (var event : decision.events()) {
            after = decider.evolve(after, event, at);
        }
        rows.put(StoreKeys.ACCOUNT, after);
        answer(record, decision.answer());
    }

    private void answer(Record<String, GovernorEnvelope> record, GovernorAnswer answer) {
        switch (answer) {
            case GovernorAnswer.Leased(var id, var calls, var until, var retryAt) ->
                    record.value()
                            .replyTo()
                            .map(
                                    to ->
                                            new Outcome(
                                                    to,
                                                    id,
                                                    false,
                                                    new Outcome.CallsLeased(calls, until, retryAt)))
                            .map(it -> record.withKey(id.hex()).withValue(it))
                            .ifPresent(Objects.requireNonNull(context)::forward);
            case GovernorAnswer.Noted _ -> {}
        }
    }
}
