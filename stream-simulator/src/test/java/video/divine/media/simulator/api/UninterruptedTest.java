package video.divine.media.simulator.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import java.io.IOException;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

class UninterruptedTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    private final Scheduler scheduler = Schedulers.newBoundedElastic(1, 10, "uninterrupted");

    @AfterEach
    void stop() {
        scheduler.dispose();
    }

    @Test
    void theResultIsThatOfTheWork() {
        assertThat(Uninterrupted.call(scheduler, () -> "done").block(PATIENCE)).isEqualTo("done");
    }

    @Test
    void aFailureIsThatOfTheWork() {
        var failing =
                Uninterrupted.call(
                        scheduler,
                        () -> {
                            throw new IOException("full");
                        });

        assertThatThrownBy(() -> failing.block(PATIENCE)).hasRootCauseMessage("full");
    }

    @Test
    void nothingIsDoneBeforeItIsAskedFor() throws Exception {
        var done = new CompletableFuture<Boolean>();

        var _ = Uninterrupted.call(scheduler, () -> done.complete(true));
        Uninterrupted.call(scheduler, () -> "later").block(PATIENCE);

        assertThat(done).isNotDone();
    }

    @Test
    void whoGivesUpTheResultDoesNotInterruptTheWork() throws Exception {
        var begun = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var interrupted = new CompletableFuture<Boolean>();
        var subscription =
                Uninterrupted.call(
                                scheduler,
                                () -> {
                                    begun.countDown();
                                    release.await();
                                    return interrupted.complete(Thread.interrupted());
                                })
                        .doOnError(interrupted::completeExceptionally)
                        .subscribe();
        assertThat(begun.await(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();

        subscription.dispose();
        release.countDown();

        assertThat(interrupted.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isFalse();
    }

    /** It waits in line when its client goes away. */
    @Test
    void workThatHasNotBegunIsDoneToo() throws Exception {
        var release = new CountDownLatch(1);
        var done = new CompletableFuture<Boolean>();
        scheduler.schedule(
                () -> {
                    try {
                        release.await();
                    } catch (InterruptedException interrupted) {
                        Thread.currentThread().interrupt();
                    }
                });

        Uninterrupted.call(scheduler, () -> done.complete(true)).subscribe().dispose();
        release.countDown();

        assertThat(done.get(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
    }
}
