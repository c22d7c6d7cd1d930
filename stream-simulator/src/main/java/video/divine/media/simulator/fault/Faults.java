package video.divine.media.simulator.fault;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * The faults that are set now, and whom they hit.
 *
 * <p>What can be repeated: with one seed a uid always meets the same fate, in whatever order
 * notices go and after a restart, too; and of the calls since the seed was set the first, second …
 * meet the same fates. Which of several calls at the same time is the second is up to the machine,
 * and uids are new in each run.
 */
public final class Faults {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private volatile FaultPlan plan;

    /** Guarded by this. */
    private long calls;

    public Faults(FaultPlan initial) {
        this.plan = initial;
    }

    public FaultPlan plan() {
        return plan;
    }

    /** What the document names is set, all else stays; or nothing is, if a part of it is wrong. */
    public MergedPlan merge(ObjectNode document) {
        var merged = mergedAtOnce(document);
        if (merged instanceof MergedPlan.Valid) {
            listeners.forEach(Runnable::run);
        }
        return merged;
    }

    public void clear() {
        set(FaultPlan.none(), true);
        listeners.forEach(Runnable::run);
    }

    /** Runs after each change, on the thread of who made it. */
    public void onChange(Runnable listener) {
        listeners.add(listener);
    }

    public NoticeFate notice(String uid) {
        return NoticeFate.of(uid, plan);
    }

    /** To be asked once a call. */
    public synchronized CallFate nextCall() {
        return CallFate.of(calls++, plan);
    }

    public boolean isStuck(StuckState state) {
        return plan.states().stuck().filter(state::equals).isPresent();
    }

    /** Whether a video is as good as not there. */
    public boolean hides(Instant created, Instant now) {
        return now.isBefore(created.plus(plan.states().missing()));
    }

    private synchronized MergedPlan mergedAtOnce(ObjectNode document) {
        var merged = FaultDocument.merge(plan, document);
        if (merged instanceof MergedPlan.Valid(var changed)) {
            set(changed, document.has(FaultDocument.SEED));
        }
        return merged;
    }

    private synchronized void set(FaultPlan changed, boolean fromTheFirstCall) {
        plan = changed;
        if (fromTheFirstCall) {
            calls = 0;
        }
    }
}
