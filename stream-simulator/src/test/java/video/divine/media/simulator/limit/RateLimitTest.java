package video.divine.media.simulator.limit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

import video.divine.media.simulator.limit.RateLimit.Verdict;

import java.time.Duration;
import java.time.Instant;
import java.util.stream.Stream;

class RateLimitTest {
    private Instant now = Instant.parse("2026-01-01T00:00:00.5Z");
    private final RateLimit limit =
            new RateLimit(new RateLimitPolicy(3, Duration.ofMinutes(5)), () -> now);

    @Test
    void theWindowBeginsWithTheFirstCall() {
        assertThat(limit.next()).isEqualTo(new Verdict(false, 2, 300));
        pass(Duration.ofSeconds(100));
        assertThat(limit.next()).isEqualTo(new Verdict(false, 1, 200));
        pass(Duration.ofMillis(199_900));
        assertThat(limit.next()).isEqualTo(new Verdict(false, 0, 1));
        pass(Duration.ofMillis(100));
        assertThat(limit.next()).isEqualTo(new Verdict(false, 2, 300));
    }

    @Test
    void aBreachBlocksAllCallsForAWindowFromThen() {
        spend(3);
        pass(Duration.ofSeconds(250));

        assertThat(limit.next()).isEqualTo(new Verdict(true, 0, 300));
        pass(Duration.ofSeconds(299));
        assertThat(limit.next()).isEqualTo(new Verdict(true, 0, 1));
        pass(Duration.ofSeconds(1));
        assertThat(limit.next()).isEqualTo(new Verdict(false, 2, 300));
    }

    @Test
    void theWholeQuotaIsThereAfterABlock() {
        spend(10);
        pass(Duration.ofMinutes(5));

        assertThat(Stream.generate(limit::next).limit(4).map(Verdict::refused))
                .containsExactly(false, false, false, true);
    }

    @Test
    void aPolicyThatAllowsNothingIsNone() {
        assertThatThrownBy(() -> new RateLimitPolicy(0, Duration.ofSeconds(1)))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new RateLimitPolicy(1, Duration.ofMillis(999)))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private void spend(int calls) {
        for (var call = 0; call < calls; call++) {
            limit.next();
        }
    }

    private void pass(Duration time) {
        now = now.plus(time);
    }
}
