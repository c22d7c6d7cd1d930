package video.divine.media.simulator.fault;

import tools.jackson.databind.node.ObjectNode;

import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.LongSupplier;

/**
 * The faults that are set now, and whom they hit.
 *
 * <p>What can be repeated: of the calls since the seed was set the first, second … meet the same
 * fates, and so do the notices of the first, second … video made since then, in whatever order they
 * go. Which of several calls or videos at the same time is the second is up to the machine.
 */
public final class Faults {
    private final List<Runnable> listeners = new CopyOnWriteArrayList<>();
    private final LongSupplier latestVideo;
    private volatile Counted counted;

    /** Guarded by this. */
    private long calls;

    /**
     * What is set.
     *
     * @param videosBefore ordinal of the last video made before the seed was set
     */
    private record Counted(FaultPlan plan, long videosBefore) {}

    /**
     * Counts from the first call of this run and from the first video there ever was here, so that
     * a restart with the same plan is none to the videos.
     *
     * @param latestVideo the ordinal of the video that was made last, 0 before the first
     */
    public Faults(FaultPlan initial, LongSupplier latestVideo) {
        this.counted = new Counted(initial, 0);
        this.latestVideo = latestVideo;
    }

    public FaultPlan plan() {
        return counted.plan();
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

    /**
     * What becomes of the notice of a video.
     *
     * @param video its ordinal
     */
    public NoticeFate notice(long video) {
        var now = counted;
        return NoticeFate.of(video - now.videosBefore(), now.plan());
    }

    /** To be asked once a call. */
    public synchronized CallFate nextCall() {
        return CallFate.of(calls++, plan());
    }

    public boolean isStuck(StuckState state) {
        return plan().states().stuck().filter(state::equals).isPresent();
    }

    /** Whether a video is as good as not there. */
    public boolean hides(Instant created, Instant now) {
        return now.isBefore(created.plus(plan().states().missing()));
    }

    private synchronized MergedPlan mergedAtOnce(ObjectNode document) {
        var merged = FaultDocument.merge(plan(), document);
        if (merged instanceof MergedPlan.Valid(var changed)) {
            set(changed, document.has(FaultDocument.SEED));
        }
        return merged;
    }

    private synchronized void set(FaultPlan changed, boolean countsAnew) {
        if (countsAnew) {
            calls = 0;
        }
        var before = countsAnew ? latestVideo.getAsLong() : counted.videosBefore();
        counted = new Counted(changed, before);
    }
}
