package video.divine.media.simulator;

import video.divine.media.simulator.fault.FaultPlan;
import video.divine.media.simulator.limit.RateLimitPolicy;
import video.divine.media.simulator.quota.AccountLimits;
import video.divine.media.simulator.transcode.StateTimes;

/**
 * Under which conditions the simulated service works: its limits, its speed, its faults.
 *
 * @param faults set at start; {@code /__faults} changes them
 * @param encodeOnce whether files of the same content share one encoding, in one run
 */
public record Conditions(
        FaultPlan faults,
        StateTimes stateTimes,
        RateLimitPolicy rateLimit,
        AccountLimits accountLimits,
        boolean encodeOnce) {
    public static Conditions defaults() {
        return new Conditions(
                FaultPlan.none(),
                StateTimes.shortest(),
                RateLimitPolicy.defaults(),
                AccountLimits.defaults(),
                false);
    }

    Conditions withFaults(FaultPlan changed) {
        return new Conditions(changed, stateTimes, rateLimit, accountLimits, encodeOnce);
    }

    Conditions withStateTimes(StateTimes changed) {
        return new Conditions(faults, changed, rateLimit, accountLimits, encodeOnce);
    }

    Conditions withRateLimit(RateLimitPolicy changed) {
        return new Conditions(faults, stateTimes, changed, accountLimits, encodeOnce);
    }

    Conditions withAccountLimits(AccountLimits changed) {
        return new Conditions(faults, stateTimes, rateLimit, changed, encodeOnce);
    }

    Conditions withEncodeOnce(boolean changed) {
        return new Conditions(faults, stateTimes, rateLimit, accountLimits, changed);
    }
}
