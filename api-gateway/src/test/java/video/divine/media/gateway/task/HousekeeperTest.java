package video.divine.media.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import video.divine.media.gateway.Logs;

import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;

/** Rounds on a thread of their own. */
@Timeout(30)
class HousekeeperTest {
    final Logs logs = Logs.ofTheGateway();

    @AfterEach
    void close() {
        logs.close();
    }

    /** Asks until a round is begun: that of before may not have ended yet. */
    private static boolean next(Housekeeper housekeeper, BlockingQueue<Boolean> rounds)
            throws InterruptedException {
        Boolean begun = null;
        while (begun == null) {
            housekeeper.runIfDue(true);
            begun = rounds.poll(10, TimeUnit.MILLISECONDS);
        }
        return begun;
    }

    @Test
    void whoAsksDoesNotWaitAndThereIsOneRoundAtATime() throws InterruptedException {
        var begun = new LinkedBlockingQueue<Boolean>();
        var go = new CountDownLatch(1);
        try (var housekeeper =
                new Housekeeper(
                        isOurs -> {
                            begun.add(isOurs);
                            await(go);
                        })) {
            housekeeper.runIfDue(true);
            assertThat(begun.take()).isTrue();
            housekeeper.runIfDue(false);
            housekeeper.runIfDue(false);

            assertThat(begun).isEmpty();
            go.countDown();
            assertThat(next(housekeeper, begun)).isTrue();
        }
    }

    @Test
    void neitherABugNorAnErrorEndsIt() throws InterruptedException {
        var begun = new LinkedBlockingQueue<Boolean>();
        var failures = new LinkedBlockingQueue<Throwable>();
        failures.add(new IllegalStateException("a bug"));
        failures.add(new AssertionError("worse"));
        try (var housekeeper =
                new Housekeeper(
                        isOurs -> {
                            switch (failures.poll()) {
                                case null -> begun.add(isOurs);
                                case Error error -> throw error;
                                case RuntimeException bug -> throw bug;
                                case Throwable other -> throw new AssertionError(other);
                            }
                        })) {
            assertThat(next(housekeeper, begun)).isTrue();
        }

        assertThat(logs.lines(Level.ERROR))
                .containsExactly(
                        "housekeeping failed, trying again", "housekeeping failed, trying again");
    }

    @Test
    void afterItIsClosedThereIsNoRound() {
        var housekeeper = new Housekeeper(isOurs -> {});
        housekeeper.close();

        housekeeper.runIfDue(true);

        assertThat(logs.lines(Level.ERROR)).isEmpty();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
