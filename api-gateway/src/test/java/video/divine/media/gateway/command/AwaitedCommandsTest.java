package video.divine.media.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.core.KafkaTemplate;

import video.divine.media.avro.CancelUpload;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.UploadFault;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.service.tracing.Traces;

import java.io.IOException;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

class AwaitedCommandsTest {
    private static final int PARTITION = 2;

    final FakeOutcomes outcomes = new FakeOutcomes(PARTITION);
    final BlockingQueue<RuntimeException> fatal = new LinkedBlockingQueue<>();
    final BlockingQueue<Integer> made = new LinkedBlockingQueue<>();

    private KafkaCommands commands(int partitions) {
        made.add(partitions);
        return new KafkaCommands(
                new KafkaTemplate<>(
                        () ->
                                new MockProducer<>(
                                        true,
                                        null,
                                        new StringSerializer(),
                                        new ByteArraySerializer())),
                () -> outcomes,
                new InMemorySchemaRegistry(),
                new ReplyAddress(PARTITION, "mine"),
                CommandSettings.DEFAULT,
                new SimpleMeterRegistry(),
                Traces.NONE,
                () -> 0);
    }

    @Test
    void nothingIsSentBeforeTheTopicsAreThere() throws InterruptedException {
        var counted = new FakeOutcomes(PARTITION);
        counted.partitions(0);
        try (var commands = AwaitedCommands.of(() -> counted, this::commands, fatal::add)) {
            counted.awaitQuestionsForPartitions(1);

            assertThat(commands.isReady()).isFalse();
            assertThatThrownBy(
                            () ->
                                    commands.tell(
                                                    "c",
                                                    new ClaimCommand(
                                                            null,
                                                            new CancelUpload(
                                                                    "c",
                                                                    1,
                                                                    UploadFault.STREAM,
                                                                    true)))
                                            .block())
                    .isInstanceOf(UnavailableException.class);
            assertThat(made).isEmpty();
        }
    }

    @Test
    void itIsReadyOnceOutcomesAreRead() throws InterruptedException {
        var counted = new FakeOutcomes(PARTITION);
        try (var commands = AwaitedCommands.of(() -> counted, this::commands, fatal::add)) {
            outcomes.awaitPoll();

            assertThat(made.poll(5, TimeUnit.SECONDS)).isEqualTo(PARTITION + 1);
            for (int i = 0; i < 100 && !commands.isReady(); i++) {
                TimeUnit.MILLISECONDS.sleep(20);
            }
            assertThat(commands.isReady()).isTrue();
        }
        assertThat(fatal).isEmpty();
    }

    @Test
    void aRegistryThatComesLaterIsWaitedFor() throws InterruptedException {
        var counted = new FakeOutcomes(PARTITION);
        var attempts = new AtomicInteger();
        try (var _ =
                AwaitedCommands.of(
                        () -> counted,
                        partitions -> {
                            if (attempts.getAndIncrement() == 0) {
                                throw new RegistryUnavailableException(
                                        "nobody answers", new IOException());
                            }
                            return commands(partitions);
                        },
                        fatal::add)) {
            assertThat(made.poll(10, TimeUnit.SECONDS)).isEqualTo(PARTITION + 1);
        }
        assertThat(fatal).isEmpty();
    }
}
