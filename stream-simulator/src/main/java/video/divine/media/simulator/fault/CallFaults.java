package video.divine.media.simulator.fault;

import java.time.Duration;

/**
 * What happens to calls of the API. All but the delay are probabilities, 0 to 1, and decided by the
 * number of the call.
 *
 * @param error5xx 500, 502 or 503 instead of any effect
 * @param rate429 429 with {@code Retry-After} instead of any effect
 * @param slow before each answer, of real time; the effect is not delayed
 * @param resetAfterEffect the connection is reset instead of the answer
 */
public record CallFaults(double error5xx, double rate429, Duration slow, double resetAfterEffect) {
    public static CallFaults none() {
        return new CallFaults(0, 0, Duration.ZERO, 0);
    }
}
