package video.divine.media.simulator.fault;

/**
 * All that is made to go wrong.
 *
 * @param seed another one lets the same probabilities hit others
 */
public record FaultPlan(long seed, NoticeFaults notices, CallFaults calls, StateFaults states) {
    public static FaultPlan none() {
        return new FaultPlan(0, NoticeFaults.none(), CallFaults.none(), StateFaults.none());
    }

    public FaultPlan withSeed(long changed) {
        return new FaultPlan(changed, notices, calls, states);
    }

    public FaultPlan withNotices(NoticeFaults changed) {
        return new FaultPlan(seed, changed, calls, states);
    }

    public FaultPlan withCalls(CallFaults changed) {
        return new FaultPlan(seed, notices, changed, states);
    }

    public FaultPlan withStates(StateFaults changed) {
        return new FaultPlan(seed, notices, calls, changed);
    }
}
