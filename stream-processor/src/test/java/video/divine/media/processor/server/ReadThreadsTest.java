package video.divine.media.processor.server;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import java.time.Duration;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;
import java.util.function.BooleanSupplier;

@Timeout(30)
class ReadThreadsTest {
    final ReadThreads threads = ReadThreads.start(Duration.ofHours(1));

    @AfterEach
    void stop() {
        threads.close();
    }

    private static void goOnWhile(BooleanSupplier wanted) {
        while (wanted.getAsBoolean()) {
            LockSupport.parkNanos(Duration.ofMillis(1).toNanos());
        }
    }

    @Test
    void aScanEndsWhenWhoWaitedHasGone() throws InterruptedException {
        var begun = new CountDownLatch(1);
        var ended = new CountDownLatch(1);

        var waiting =
                threads.scan(
                                wanted -> {
                                    begun.countDown();
                                    goOnWhile(wanted);
                                    ended.countDown();
                                    return "all";
                                })
                        .subscribe();
        begun.await();
        waiting.dispose();

        ended.await();
    }

    @Test
    void aScanIsWantedForALimitedTime() {
        try (var impatient = ReadThreads.start(Duration.ofMillis(50))) {
            var read =
                    impatient.scan(
                            wanted -> {
                                goOnWhile(wanted);
                                return "some";
                            });

            assertThat(read.block()).isEqualTo("some");
        }
    }

    @Test
    void oneScanAtATimeAndReadsGoOn() throws InterruptedException {
        var begun = new AtomicInteger();
        var first = new CountDownLatch(1);
        var release = new CountDownLatch(1);
        var done = new CountDownLatch(8);
        for (var scan = 0; scan < 8; scan++) {
            var _ =
                    threads.scan(
                                    _ -> {
                                        begun.incrementAndGet();
                                        first.countDown();
                                        uninterrupted(release);
                                        return "all";
                                    })
                            .subscribe(_ -> done.countDown());
        }
        first.await();

        assertThat(threads.read(() -> "row").block()).isEqualTo("row");
        assertThat(begun).hasValue(1);

        release.countDown();
        done.await();
        assertThat(begun).hasValue(8);
    }

    private static void uninterrupted(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
