package video.divine.media.simulator.fault;

import java.time.Duration;
import java.util.OptionalInt;

/**
 * What becomes of one call of the API.
 *
 * @param refusal the status it is answered with, without any effect
 * @param delay of the answer, zero for none
 * @param reset whether the connection is reset instead of an answer; a refused call is answered
 */
public record CallFate(OptionalInt refusal, Duration delay, boolean reset) {
    private static final int TOO_MANY_REQUESTS = 429;
    private static final int[] SERVER_ERRORS = {500, 502, 503};

    /**
     * @param number of the call, from 0, since the seed was set
     */
    static CallFate of(long number, FaultPlan plan) {
        var faults = plan.calls();
        var key = Long.toString(number);
        var refusal = refusal(key, plan);
        return new CallFate(
                refusal,
                faults.slow(),
                refusal.isEmpty()
                        && Dice.hits(
                                faults.resetAfterEffect(), plan.seed(), "resetAfterEffect", key));
    }

    private static OptionalInt refusal(String number, FaultPlan plan) {
        var faults = plan.calls();
        if (Dice.hits(faults.error5xx(), plan.seed(), "error5xx", number)) {
            var which = Dice.fraction(plan.seed(), "status", number) * SERVER_ERRORS.length;
            return OptionalInt.of(SERVER_ERRORS[(int) which]);
        }
        return Dice.hits(faults.rate429(), plan.seed(), "rate429", number)
                ? OptionalInt.of(TOO_MANY_REQUESTS)
                : OptionalInt.empty();
    }
}
