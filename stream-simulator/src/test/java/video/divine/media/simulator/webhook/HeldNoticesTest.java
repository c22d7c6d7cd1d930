package video.divine.media.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;

class HeldNoticesTest {
    private static final Duration FOR_EVER = Duration.ofHours(1);

    @Test
    void whatIsNotHeldGoesAtOnce() throws InterruptedException {
        var notices = new HeldNotices(FOR_EVER);

        assertThat(notices.hold(notices.enter(false))).isTrue();
    }

    @Test
    void aLaterNoticeReleasesIt() {
        var notices = new HeldNotices(FOR_EVER);
        var earlier = notices.enter(false);
        var held = notices.enter(true);
        var waiting = holding(notices, held);
        notices.gone(earlier);
        assertThat(waiting).isNotDone();

        notices.gone(notices.enter(false));

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    /** Who is held back does not depend on who else is at that moment. */
    @Test
    void aLaterNoticeReleasesAllThatAreHeldBeforeIt() {
        var notices = new HeldNotices(FOR_EVER);
        var first = holding(notices, notices.enter(true));
        var second = holding(notices, notices.enter(true));

        notices.gone(notices.enter(false));

        assertThat(first).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
        assertThat(second).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(true);
    }

    @Test
    void nothingComesAfterItAndItGoesAllTheSame() throws InterruptedException {
        var notices = new HeldNotices(Duration.ofMillis(20));

        assertThat(notices.hold(notices.enter(true))).isTrue();
    }

    @Test
    void theCloseLetsNothingGo() throws InterruptedException {
        var notices = new HeldNotices(FOR_EVER);
        var waiting = holding(notices, notices.enter(true));

        notices.close();

        assertThat(waiting).succeedsWithin(Duration.ofSeconds(10)).isEqualTo(false);
        assertThat(notices.hold(notices.enter(false))).isFalse();
    }

    private static CompletableFuture<Boolean> holding(
            HeldNotices notices, HeldNotices.Place place) {
        return CompletableFuture.supplyAsync(
                () -> {
                    try {
                        return notices.hold(place);
                    } catch (InterruptedException interrupted) {
                        throw new IllegalStateException(interrupted);
                    }
                },
                Thread::startVirtualThread);
    }
}
