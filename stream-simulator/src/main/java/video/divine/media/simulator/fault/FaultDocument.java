package video.divine.media.simulator.fault;

import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.util.Optional;
import java.util.Set;

/** A plan as JSON. Unlike Stream's own requests this is ours, and a misspelt field is refused. */
public final class FaultDocument {
    static final String SEED = "seed";

    private static final String WEBHOOK = "webhook";
    private static final String DROP = "drop";
    private static final String DUPLICATE = "duplicate";
    private static final String REORDER = "reorder";
    private static final String DELAY = "delayMs";
    private static final String BAD_SIGNATURE = "badSignature";
    private static final String EARLY = "early";

    private static final String API = "api";
    private static final String ERROR_5XX = "error5xx";
    private static final String RATE_429 = "rate429";
    private static final String SLOW = "slowMs";
    private static final String RESET_AFTER_EFFECT = "resetAfterEffect";

    private static final String STATE = "state";
    private static final String STUCK = "stuck";
    private static final String MISSING = "missingMs";

    private FaultDocument() {}

    /** All of it; merging the result into any plan leads to this one. */
    public static ObjectNode render(FaultPlan plan) {
        var document = JsonNodeFactory.instance.objectNode();
        document.put(SEED, plan.seed());
        document.putObject(WEBHOOK)
                .put(DROP, plan.notices().drop())
                .put(DUPLICATE, plan.notices().duplicate())
                .put(REORDER, plan.notices().reorder())
                .put(DELAY, plan.notices().delay().toMillis())
                .put(BAD_SIGNATURE, plan.notices().badSignature())
                .put(EARLY, plan.notices().early());
        document.putObject(API)
                .put(ERROR_5XX, plan.calls().error5xx())
                .put(RATE_429, plan.calls().rate429())
                .put(SLOW, plan.calls().slow().toMillis())
                .put(RESET_AFTER_EFFECT, plan.calls().resetAfterEffect());
        var state = document.putObject(STATE);
        plan.states()
                .stuck()
                .ifPresentOrElse(
                        stuck -> state.put(STUCK, stuck.wireName()), () -> state.putNull(STUCK));
        state.put(MISSING, plan.states().missing().toMillis());
        return document;
    }

    static MergedPlan merge(FaultPlan before, ObjectNode document) {
        var fields = new StrictFields(document);
        var seed = fields.number(SEED, before.seed());
        var notices =
                fields.section(
                        WEBHOOK, Set.of(DROP, DUPLICATE, REORDER, DELAY, BAD_SIGNATURE, EARLY));
        var calls = fields.section(API, Set.of(ERROR_5XX, RATE_429, SLOW, RESET_AFTER_EFFECT));
        var states = fields.section(STATE, Set.of(STUCK, MISSING));
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
                fields.probability(DROP, before.drop()),
                fields.probability(DUPLICATE, before.duplicate()),
                fields.probability(REORDER, before.reorder()),
                fields.milliseconds(DELAY, before.delay()),
                fields.probability(BAD_SIGNATURE, before.badSignature()),
                fields.probability(EARLY, before.early()));
    }

    private static CallFaults calls(StrictFields fields, CallFaults before) {
        return new CallFaults(
                fields.probability(ERROR_5XX, before.error5xx()),
                fields.probability(RATE_429, before.rate429()),
                fields.milliseconds(SLOW, before.slow()),
                fields.probability(RESET_AFTER_EFFECT, before.resetAfterEffect()));
    }

    private static StateFaults states(StrictFields fields, StateFaults before) {
        Optional<StuckState> stuck =
                fields.wordOrNull(
                        STUCK, "queued, inprogress or null", before.stuck(), StuckState::of);
        return new StateFaults(stuck, fields.milliseconds(MISSING, before.missing()));
    }
}
