package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicLong;

class CallBudgetProperties {
    private static final long WINDOW = CallBudget.WINDOW.toNanos();

    /** nanoTime may begin anywhere, also just below its overflow. */
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - WINDOW);

    @Property(tries = 300)
    void noFiveMinutesEverSeeMoreThanTheLimit(
            @ForAll @IntRange(min = 1, max = 10) int limit,
            @ForAll @Size(max = 80) List<@IntRange(max = 60) Integer> pauses) {
        var budget = new CallBudget(limit, nanos::get);
        var granted = new ArrayList<Long>();
        long elapsed = 0;
        for (int seconds : pauses) {
            nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
            elapsed += Duration.ofSeconds(seconds).toNanos();
            if (budget.take().isZero()) {
                granted.add(elapsed);
            }
        }
        for (int i = limit; i < granted.size(); i++) {
            assertThat(granted.get(i) - granted.get(i - limit)).isGreaterThanOrEqualTo(WINDOW);
        }
    }

    @Property(tries = 300)
    void theWaitThatIsNamedIsExact(
            @ForAll @IntRange(min = 1, max = 5) int limit,
            @ForAll @Size(min = 5, max = 20) List<@IntRange(max = 20) Integer> pauses) {
        var budget = new CallBudget(limit, nanos::get);
        for (int seconds : pauses) {
            nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
            var _ = budget.take();
        }
        var wait = budget.take();
        if (!wait.isZero()) {
            nanos.addAndGet(wait.toNanos() - 1);
            assertThat(budget.take()).isEqualTo(Duration.ofNanos(1));
            nanos.incrementAndGet();
            assertThat(budget.take()).isZero();
        }
    }

    @Example
    void whatIsLeftIsCounted() {
        var budget = new CallBudget(3, nanos::get);
        assertThat(budget.left()).isEqualTo(3);
        assertThat(budget.take()).isZero();
        nanos.addAndGet(WINDOW / 2);
        assertThat(budget.take()).isZero();
        assertThat(budget.left()).isEqualTo(1);
        nanos.addAndGet(WINDOW / 2);
        assertThat(budget.left()).isEqualTo(2);
        nanos.addAndGet(WINDOW);
        assertThat(budget.left()).isEqualTo(3);
    }

    @Example
    void aPauseStopsEverythingAndOnlyEverGrows() {
        var budget = new CallBudget(3, nanos::get);

        budget.pauseFor(Duration.ofSeconds(30));
        budget.pauseFor(Duration.ofSeconds(10));

        assertThat(budget.left()).isZero();
        assertThat(budget.take()).isEqualTo(Duration.ofSeconds(30));
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(budget.left()).isEqualTo(3);
        assertThat(budget.take()).isZero();
    }

    @Example
    void aPauseIsNeverLongerThanCloudflaresBlock() {
        var budget = new CallBudget(1, nanos::get);

        budget.pauseFor(Duration.ofDays(20_000));

        assertThat(budget.take()).isEqualTo(CallBudget.WINDOW);
    }
}
