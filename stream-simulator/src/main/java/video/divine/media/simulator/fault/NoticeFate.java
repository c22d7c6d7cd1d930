package video.divine.media.simulator.fault;

/** What becomes of the notice of one video. */
public record NoticeFate(
        boolean dropped, boolean duplicated, boolean heldBack, boolean badlySigned, boolean early) {

    /**
     * @param number of the video among those made since the seed was set, the first one 1; those
     *     made before have lower ones
     */
    static NoticeFate of(long number, FaultPlan plan) {
        var faults = plan.notices();
        var key = Long.toString(number);
        return new NoticeFate(
                Dice.hits(faults.drop(), plan.seed(), "drop", key),
                Dice.hits(faults.duplicate(), plan.seed(), "duplicate", key),
                isFirstOfAPair(number) && Dice.hits(faults.reorder(), plan.seed(), "reorder", key),
                Dice.hits(faults.badSignature(), plan.seed(), "badSignature", key),
                Dice.hits(faults.early(), plan.seed(), "early", key));
    }

    /** Were all of them held back, none would change its place. */
    private static boolean isFirstOfAPair(long number) {
        return Math.floorMod(number, 2) == 1;
    }
}
