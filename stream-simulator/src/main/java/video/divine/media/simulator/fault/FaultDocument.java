package video.divine.media.simulator.fault;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;
import java.util.Set;

/** A plan as JSON. Unlike Stream's own requests this is ours, and a misspelt field is refused. */
public final class FaultDocument {
    static final String SEED = "seed";

    private static final String WEBHOOK = "webhook";
    private static final String API = "api";
    private static final String STATE = "state";

    private FaultDocument() {}

    /** All of it; merging the result into any plan leads to this one. */
    public static ObjectNode render(FaultPlan plan) {
        var document = JsonNodeFactory.instance.objectNode();
        document.put(SEED, plan.seed());
        document.putObject(WEBHOOK)
                .put("drop", plan.notices().drop())
                .put("duplicate", plan.notices().duplicate())
                .put("reorder", plan.notices().reorder())
                .put("delayMs", plan.notices().delay().toMillis())
                .put("badSignature", plan.notices().badSignature())
                .put("early", plan.notices().early());
        document.putObject(API)
                .put("error5xx", plan.calls().error5xx())
                .put("rate429", plan.calls().rate429())
                .put("slowMs", plan.calls().slow().toMillis())
                .put("resetAfterEffect", plan.calls().resetAfterEffect());
        var state = document.putObject(STATE);
        plan.states()
                .stuck()
                .ifPresentOrElse(
                        stuck -> state.put("stuck", stuck.wireName()),
                        () -> state.putNull("stuck"));
        state.put("missingMs", plan.states().missing().toMillis());
        return document;
    }

    static MergedPlan merge(FaultPlan before, ObjectNode document) {
        var fields = new StrictFields(document);
        var seed = fields.number(SEED, before.seed());
        var notices =
                fields.section(
                        WEBHOOK,
                        Set.of("drop", "duplicate", "reorder", "delayMs", "badSignature", "early"));
        var calls =
                fields.section(API, Set.of("error5xx", "rate429", "slowMs", "resetAfterEffect"));
        var states = fields.section(STATE, Set.of("stuck", "missingMs"));
        fields.nothingBut(Set.of(SEED, WEBHOOK, API, STATE));
        var plan =
                new FaultPlan(
                        seed,
                        notices(notices, before.notices()),
                        calls(calls, before.calls()),
                        states(states, before.states()));
        return fields.problem()
                .<MergedPlan>map(MergedPlan.Invalid::new)
                .orElseGet(() -> new MergedPlan.Valid(plan));
    }

    private static NoticeFaults notices(StrictFields fields, NoticeFaults before) {
        return new NoticeFaults(
                fields.probability("drop", before.drop()),
                fields.probability("duplicate", before.duplicate()),
                fields.probability("reorder", before.reorder()),
                fields.milliseconds("delayMs", before.delay()),
                fields.probability("badSignature", before.badSignature()),
                fields.probability("early", before.early()));
    }

    private static CallFaults calls(StrictFields fields, CallFaults before) {
        return new CallFaults(
                fields.probability("error5xx", before.error5xx()),
                fields.probability("rate429", before.rate429()),
                fields.milliseconds("slowMs", before.slow()),
                fields.probability("resetAfterEffect", before.resetAfterEffect()));
    }

    private static StateFaults states(StrictFields fields, StateFaults before) {
        Optional<StuckState> stuck =
                fields.wordOrNull(
                        "stuck", "queued, inprogress or null", before.stuck(), StuckState::of);
        return new StateFaults(stuck, fields.milliseconds("missingMs", before.missing()));
    }
}
