package video.divine.media.service.start;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.config.ConfigException;
import org.apache.kafka.common.errors.SaslAuthenticationException;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.service.kafka.KafkaSettingsException;

import java.io.IOException;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

@ExtendWith(OutputCaptureExtension.class)
class StartUpTest {
    final BlockingQueue<RuntimeException> fatal = new LinkedBlockingQueue<>();
    final BlockingQueue<String> there = new LinkedBlockingQueue<>();

    private StartUp awaiting(RuntimeException... failures) {
        Queue<RuntimeException> left = new ArrayDeque<>(List.of(failures));
        return StartUp.begin(
                "start-test",
                start ->
                        there.add(
                                start.await(
                                        "Kafka",
                                        () -> {
                                            var failure = left.poll();
                                            if (failure != null) {
                                                throw failure;
                                            }
                                            return "Kafka";
                                        })),
                fatal::add);
    }

    @Test
    void whatIsThereIsNotSpokenOf(CapturedOutput output) throws InterruptedException {
        try (var _ = awaiting()) {
            assertThat(there.poll(5, TimeUnit.SECONDS)).isEqualTo("Kafka");
        }
        assertThat(output).doesNotContain("Kafka");
    }

    @Test
    void oneLineForEachReasonAndOneForTheEnd(CapturedOutput output) throws InterruptedException {
        try (var _ =
                awaiting(
                        new TimeoutException("call 1 timed out"),
                        new TimeoutException("call 2 timed out"),
                        new SaslAuthenticationException("wrong password"))) {
            assertThat(there.poll(10, TimeUnit.SECONDS)).isEqualTo("Kafka");
        }
        assertThat(output.getAll().lines().filter(line -> line.contains("Kafka")))
                .satisfiesExactly(
                        line ->
                                assertThat(line)
                                        .contains(
                                                "waiting for Kafka: Kafka is not reachable yet:"
                                                        + " call 1 timed out"),
                        line ->
                                assertThat(line)
                                        .contains(
                                                "waiting for Kafka: Expected Kafka to take our"
                                                        + " credentials")
                                        .contains("wrong password"),
                        line -> assertThat(line).contains("Kafka is there, after"));
    }

    @Test
    void settingsThatMakeNoClientEndIt() throws InterruptedException {
        try (var _ = awaiting(new ConfigException("security.protocol", "SASL-SSL"))) {
            assertThat(fatal.poll(5, TimeUnit.SECONDS)).isInstanceOf(KafkaSettingsException.class);
        }
    }

    @Test
    void anAbsentRegistryIsWaitedFor() throws InterruptedException {
        try (var _ =
                awaiting(new RegistryUnavailableException("nobody answers", new IOException()))) {
            assertThat(there.poll(10, TimeUnit.SECONDS)).isEqualTo("Kafka");
        }
        assertThat(fatal).isEmpty();
    }

    @Test
    void whatNoPatienceHelpsAgainstIsFatal() throws InterruptedException {
        var bug = new IllegalStateException("partitions");
        try (var _ = awaiting(bug)) {
            assertThat(fatal.poll(5, TimeUnit.SECONDS)).isSameAs(bug);
        }
        assertThat(there).isEmpty();
    }

    @Test
    void aCloseBreaksTheWaitOff() throws InterruptedException {
        var tried = new CountDownLatch(1);
        var attempts = new AtomicInteger();
        try (var _ =
                StartUp.begin(
                        "start-test",
                        start ->
                                start.await(
                                        "Kafka",
                                        () -> {
                                            attempts.incrementAndGet();
                                            tried.countDown();
                                            throw new NotThereYetException("never");
                                        }),
                        fatal::add)) {
            assertThat(tried.await(5, TimeUnit.SECONDS)).isTrue();
        }
        int before = attempts.get();
        TimeUnit.MILLISECONDS.sleep(1_200);
        assertThat(attempts).hasValue(before);
        assertThat(fatal).isEmpty();
    }
}
