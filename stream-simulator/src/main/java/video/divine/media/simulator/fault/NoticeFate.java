package video.divine.media.simulator.fault;

import java.time.Duration;

/**
 * What becomes of the notice of one video.
 *
 * @param delay zero for none
 */
public record NoticeFate(
        boolean dropped,
        boolean duplicated,
        boolean heldBack,
        Duration delay,
        boolean badlySigned,
        boolean early) {

    static NoticeFate of(String uid, FaultPlan plan) {
        var faults = plan.notices();
        return new NoticeFate(
                Dice.hits(faults.drop(), plan.seed(), "drop", uid),
                Dice.hits(faults.duplicate(), plan.seed(), "duplicate", uid),
                Dice.hits(faults.reorder(), plan.seed(), "reorder", uid),
                faults.delay(),
                Dice.hits(faults.badSignature(), plan.seed(), "badSignature", uid),
                Dice.hits(faults.early(), plan.seed(), "early", uid));
    }
}
