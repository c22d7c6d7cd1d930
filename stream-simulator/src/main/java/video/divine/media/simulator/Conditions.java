package video.divine.media.simulator;

import video.divine.media.simulator.fault.FaultPlan;
import video.divine.media.simulator.limit.RateLimitPolicy;
import video.divine.media.simulator.transcode.StateTimes;

/**
 * Under which conditions the simulated service works: its limits, its speed, its faults.
 *
 * @param faults set at start; {@code /__faults} changes them
 */
public record Conditions(FaultPlan faults, StateTimes stateTimes, RateLimitPolicy rateLimit) {
    public static Conditions defaults() {
        return new Conditions(FaultPlan.none(), StateTimes.shortest(), RateLimitPolicy.defaults());
    }

    Conditions withFaults(FaultPlan changed) {
        return new Conditions(changed, stateTimes, rateLimit);
    }

    Conditions withStateTimes(StateTimes changed) {
        return new Conditions(faults, changed, rateLimit);
    }

    Conditions withRateLimit(RateLimitPolicy changed) {
        return new Conditions(faults, stateTimes, changed);
    }
}
