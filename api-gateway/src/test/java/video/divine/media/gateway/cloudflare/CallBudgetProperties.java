package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Example;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import video.divine.media.gateway.cloudflare.CallBudget.Answer;

import java.time.Duration;
import java.util.ArrayDeque;
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
            if (take(budget).isZero()) {
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
            var _ = take(budget);
        }
        var wait = take(budget);
        if (!wait.isZero()) {
            nanos.addAndGet(wait.toNanos() - 1);
            assertThat(take(budget)).isEqualTo(Duration.ofNanos(1));
            nanos.incrementAndGet();
            assertThat(take(budget)).isZero();
        }
    }

    /** Of three calls in a row one is not sent; all the others are, and count. */
    @Property(tries = 300)
    void onlyCallsThatGoAreCounted(
            @ForAll @IntRange(min = 1, max = 10) int limit,
            @ForAll @Size(max = 80) List<@IntRange(max = 60) Integer> pauses,
            @ForAll @IntRange(max = 5) int lag) {
        var budget = new CallBudget(limit, nanos::get);
        var waiting = new ArrayDeque<Answer.Granted>();
        var sent = new ArrayList<Long>();
        int granted = 0;
        long start = nanos.get();
        for (int seconds : pauses) {
            nanos.addAndGet(Duration.ofSeconds(seconds).toNanos());
            if (budget.take() instanceof Answer.Granted call) {
                if (granted++ % 3 == 0) {
                    waiting.add(call);
                } else {
                    sent.add(call.at() - start);
                }
            }
            if (waiting.size() > lag) {
                budget.giveBack(waiting.remove());
            }
        }
        waiting.forEach(budget::giveBack);

        for (int i = limit; i < sent.size(); i++) {
            assertThat(sent.get(i) - sent.get(i - limit)).isGreaterThanOrEqualTo(WINDOW);
        }
        long now = nanos.get() - start;
        assertThat(limit - budget.left())
                .isEqualTo((int) sent.stream().filter(at -> now - at < WINDOW).count());
    }

    @Example
    void aCallThatWasGivenBackLeavesTheOthersTheirAge() {
        var budget = new CallBudget(2, nanos::get);
        var first = (Answer.Granted) budget.take();
        nanos.addAndGet(WINDOW / 2);
        assertThat(take(budget)).isZero();

        budget.giveBack(first);

        assertThat(take(budget)).isZero();
        assertThat(take(budget)).isEqualTo(CallBudget.WINDOW);
    }

    @Example
    void givingBackWhatIsForgottenChangesNothing() {
        var budget = new CallBudget(1, nanos::get);
        var old = (Answer.Granted) budget.take();
        nanos.addAndGet(WINDOW);
        assertThat(take(budget)).isZero();

        budget.giveBack(old);

        assertThat(budget.left()).isZero();
    }

    @Example
    void whatIsLeftIsCounted() {
        var budget = new CallBudget(3, nanos::get);
        assertThat(budget.left()).isEqualTo(3);
        assertThat(take(budget)).isZero();
        nanos.addAndGet(WINDOW / 2);
        assertThat(take(budget)).isZero();
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
        assertThat(take(budget)).isEqualTo(Duration.ofSeconds(30));
        nanos.addAndGet(Duration.ofSeconds(30).toNanos());
        assertThat(budget.left()).isEqualTo(3);
        assertThat(take(budget)).isZero();
    }

    @Example
    void aPauseIsNeverLongerThanCloudflaresBlock() {
        var budget = new CallBudget(1, nanos::get);

        budget.pauseFor(Duration.ofDays(20_000));

        assertThat(take(budget)).isEqualTo(CallBudget.WINDOW);
    }

    /** Zero where a call was granted, else how long until one is. */
    private static Duration take(CallBudget budget) {
        return switch (budget.take()) {
            case Answer.Granted _ -> Duration.ZERO;
            case Answer.NotYet(var left) -> left;
        };
    }
}
