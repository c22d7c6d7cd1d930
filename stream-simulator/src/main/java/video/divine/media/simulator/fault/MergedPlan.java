package video.divine.media.simulator.fault;

/** A plan with changes, or the first of them that is none. */
public sealed interface MergedPlan {
    record Valid(FaultPlan plan) implements MergedPlan {}

    /**
     * Nothing has changed.
     *
     * @param problem a sentence without its full stop
     */
    record Invalid(String problem) implements MergedPlan {}
}
