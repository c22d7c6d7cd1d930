package video.divine.media.gateway.governor;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.IntRange;
import net.jqwik.api.constraints.Size;

import video.divine.media.gateway.FakeGovernor;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class LeaseProperties {
    /** nanoTime may begin anywhere, also just below its overflow. */
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    /** Each step is a pause, and then a call, a lease or the return of the last call. */
    @Property(tries = 300)
    void noMoreCallsGoThanWereLeasedAndNoneAfterItsTime(
            @ForAll @Size(max = 120) List<@IntRange(max = 3_000) Integer> pauses) {
        var stock = new LeaseStock();
        var taken = new ArrayList<Lease>();
        long now = START;
        int granted = 0;
        int back = 0;
        for (int millis : pauses) {
            now += Duration.ofMillis(millis).toNanos();
            switch (millis % 4) {
                case 0 -> {
                    stock.add(new Lease(Priority.USER, FakeGovernor.UNTIL, now, 5));
                    granted += 5;
                }
                case 1 -> {
                    if (!taken.isEmpty() && taken.getLast().spendable(now).isPositive()) {
                        taken.removeLast().giveBack();
                    }
                }
                default -> {
                    var lease = stock.take(now);
                    if (lease != null) {
                        assertThat(lease.spendable(now)).isPositive();
                        taken.add(lease);
                    }
                }
            }
            for (var lease : stock.leases()) {
                if (!lease.spendable(now).isPositive()) {
                    back += stock.end(lease);
                }
            }
            assertThat(taken.size() + back + stock.left(now)).isEqualTo(granted);
        }
    }

    @Property(tries = 100)
    void whatIsAskedForStaysWithinItsBounds(
            @ForAll @IntRange(max = 10_000) int waiting,
            @ForAll @IntRange(max = 20) int usedUp,
            @ForAll @IntRange(max = 20) int unused) {
        var stock = new LeaseStock();
        for (int lease = 0; lease < usedUp; lease++) {
            stock.add(new Lease(Priority.USER, FakeGovernor.UNTIL, START, 1));
            assertThat(stock.take(START)).isNotNull();
        }
        for (int lease = 0; lease < unused; lease++) {
            var ended = new Lease(Priority.USER, FakeGovernor.UNTIL, START, 5);
            stock.add(ended);
            assertThat(stock.end(ended)).isEqualTo(5);
        }

        assertThat(stock.wanted(waiting)).isBetween(LeaseStock.LEAST, LeaseStock.MOST);
    }
}
