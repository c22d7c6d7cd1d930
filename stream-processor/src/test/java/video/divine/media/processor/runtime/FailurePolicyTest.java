package video.divine.media.processor.runtime;

import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.REPLACE_THREAD;
import static org.apache.kafka.streams.errors.StreamsUncaughtExceptionHandler.StreamThreadExceptionResponse.SHUTDOWN_CLIENT;
import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.streams.errors.ProcessorStateException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.rocksdb.RocksDBException;

import video.divine.media.schemas.registry.RegistryUnavailableException;

import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** How often a stream thread is replaced, and when the processor stops instead. */
class FailurePolicyTest {
    final Throwable broker = new StreamsException(new TimeoutException("no leader"));

    Instant now = Instant.parse("2027-01-15T08:00:00Z");
    final AtomicInteger stopped = new AtomicInteger();
    final List<Duration> pauses = new ArrayList<>();
    final FailurePolicy policy =
            new FailurePolicy(() -> now, stopped::incrementAndGet, pauses::add);

    private void spendTheBudget() {
        for (int i = 0; i < 10; i++) {
            assertThat(policy.handle(broker)).isEqualTo(REPLACE_THREAD);
        }
        assertThat(stopped).hasValue(0);
    }

    @Test
    void tenThreadsAreReplacedWithinTwoMinutesAndTheEleventhStopsTheProcessor() {
        spendTheBudget();
        now = now.plus(Duration.ofMinutes(2));

        assertThat(policy.handle(broker)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(stopped).hasValue(1);
    }

    @Test
    void anAbsentRegistryIsWaitedForHoweverLong() {
        var away =
                new StreamsException(
                        new RegistryUnavailableException("nobody answers", new IOException()));

        for (int i = 0; i < 100; i++) {
            assertThat(policy.handle(away)).isEqualTo(REPLACE_THREAD);
        }

        assertThat(stopped).hasValue(0);
        assertThat(pauses).hasSize(100).containsOnly(FailurePolicy.REGISTRY_PAUSE);
        spendTheBudget();
    }

    @Test
    void theBudgetIsThereAgainAfterTheWindow() {
        spendTheBudget();
        now = now.plus(Duration.ofMinutes(2)).plusMillis(1);

        spendTheBudget();
        assertThat(policy.handle(broker)).isEqualTo(SHUTDOWN_CLIENT);
    }

    @Test
    void theWindowSlides() {
        assertThat(policy.handle(broker)).isEqualTo(REPLACE_THREAD);
        now = now.plus(Duration.ofMinutes(1));
        for (int i = 1; i < 10; i++) {
            assertThat(policy.handle(broker)).isEqualTo(REPLACE_THREAD);
        }
        now = now.plus(Duration.ofMinutes(1)).plusMillis(1);

        // Only the first is forgotten.
        assertThat(policy.handle(broker)).isEqualTo(REPLACE_THREAD);
        assertThat(policy.handle(broker)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(stopped).hasValue(1);
    }

    @Test
    void whatDiesOnceInAWhileIsReplacedForEver() {
        for (int i = 0; i < 100; i++) {
            assertThat(policy.handle(broker)).isEqualTo(REPLACE_THREAD);
            now = now.plusSeconds(13);
        }
        assertThat(stopped).hasValue(0);
    }

    static List<Throwable> brokenMachines() {
        return List.of(
                new ProcessorStateException("no space left"),
                new RocksDBException("corrupted"),
                new OutOfMemoryError(),
                new NoClassDefFoundError());
    }

    @ParameterizedTest
    @MethodSource("brokenMachines")
    void aBrokenMachineStopsAtOnce(Throwable broken) {
        assertThat(policy.handle(broken)).isEqualTo(SHUTDOWN_CLIENT);
        assertThat(policy.handle(new StreamsException("task failed", broken)))
                .isEqualTo(SHUTDOWN_CLIENT);
        assertThat(stopped).hasValue(2);
    }
}
