package video.divine.media.processor.query;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;

class LeaseTest {
    private static final long START = Long.MAX_VALUE - Duration.ofSeconds(5).toNanos();

    final Lease lease = new Lease();

    /** The clock wraps around on the way, as nanoTime may. */
    private static long at(double seconds) {
        return START + (long) (seconds * 1e9);
    }

    @Test
    void whoHasHeardOfNobodyIsNotSure() {
        assertThat(lease.holds(at(0))).isFalse();
    }

    @Test
    void anAnswerIsGoodForATermFromWhenItWasAskedFor() {
        lease.renew(at(0), at(0.2));

        assertThat(lease.holds(at(0.2))).isTrue();
        assertThat(lease.holds(at(4.5))).isTrue();
        assertThat(lease.holds(at(4.501))).isFalse();
    }

    @Test
    void itGoesOnAsLongAsThereAreAnswers() {
        for (var second = 0; second < 100; second++) {
            lease.renew(at(second), at(second + 0.1));
            assertThat(lease.holds(at(second + 0.9))).as("after %d s", second).isTrue();
        }
    }

    /** Stopped, and asked at once when it goes on, before the group has told it. */
    @Test
    void whoWasAwayTooLongIsNotSureUntilASignOfLifeWouldHaveBeenRefused() {
        lease.renew(at(0), at(0));
        lease.renew(at(30), at(30.01));

        assertThat(lease.holds(at(30.02))).isFalse();
        lease.renew(at(32), at(32.01));
        assertThat(lease.holds(at(34))).isFalse();
        lease.renew(at(33.9), at(34));
        assertThat(lease.holds(at(34.011))).isTrue();
    }

    /** An answer to what was asked before the process was stopped. */
    @Test
    void anOldAnswerProvesNothing() {
        lease.renew(at(0), at(0));
        lease.renew(at(0.5), at(30));

        assertThat(lease.holds(at(30))).isFalse();
        lease.renew(at(30.5), at(30.6));
        assertThat(lease.holds(at(30.7))).isFalse();
    }

    @Test
    void aSlowAnswerDoesNotShortenIt() {
        lease.renew(at(2), at(2.1));
        lease.renew(at(1), at(2.2));

        assertThat(lease.holds(at(6.4))).isTrue();
    }

    /** Within it the group cannot have given the task away, nor in the second of an answer. */
    @Test
    void itIsOverASecondBeforeTheGroupGivesUp() {
        assertThat(Lease.TERM.plus(Membership.HEARTBEAT).plusSeconds(1))
                .isLessThanOrEqualTo(Membership.SESSION);
    }
}
