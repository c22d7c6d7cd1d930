package video.divine.media.gateway.command;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.ConsumerConfig;
import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.VideoCommand;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.start.NotThereYetException;
import video.divine.media.service.start.StartUp;

import java.time.Duration;
import java.util.Map;
import java.util.function.Function;
import java.util.function.IntFunction;
import java.util.function.Supplier;

/**
 * Commands as soon as Kafka, its topics and the registry are there. Until then nothing is sent, and
 * whoever asks is told to come back.
 */
public final class AwaitedCommands implements Commands, AutoCloseable {
    private static final String START = "commands-start";
    private static final Duration RETRY_AFTER = Duration.ofSeconds(2);
    private static final Duration LONGEST_LOOK = Duration.ofSeconds(5);

    private final StartUp startUp;
    private volatile @Nullable KafkaCommands commands;

    private AwaitedCommands(
            Supplier<Consumer<String, byte[]>> consumers,
            IntFunction<KafkaCommands> make,
            java.util.function.Consumer<RuntimeException> fatal) {
        this.startUp = StartUp.begin(START, start -> make(start, consumers, make), fatal);
    }

    /**
     * Begins to wait.
     *
     * @param make the commands, where the outcomes have that many partitions
     * @param fatal hears of what no patience helps against
     */
    public static AwaitedCommands of(
            KafkaConnection connection,
            IntFunction<KafkaCommands> make,
            java.util.function.Consumer<RuntimeException> fatal) {
        return of(() -> looking(connection), make, fatal);
    }

    /** Its default is a minute; an operator's own setting stands above ours, as everywhere. */
    private static Consumer<String, byte[]> looking(KafkaConnection connection) {
        return KafkaReader.consumer(
                connection,
                Map.of(
                        ConsumerConfig.CLIENT_ID_CONFIG,
                        START,
                        ConsumerConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        (int) LONGEST_LOOK.toMillis()));
    }

    static AwaitedCommands of(
            Supplier<Consumer<String, byte[]>> consumers,
            IntFunction<KafkaCommands> make,
            java.util.function.Consumer<RuntimeException> fatal) {
        return new AwaitedCommands(consumers, make, fatal);
    }

    private void make(
            StartUp start,
            Supplier<Consumer<String, byte[]>> consumers,
            IntFunction<KafkaCommands> make) {
        int partitions = start.await("Kafka and its topics", () -> partitions(consumers));
        commands = start.await("the schema registry", () -> make.apply(partitions));
    }

    private static int partitions(Supplier<Consumer<String, byte[]>> consumers) {
        try (var consumer = consumers.get()) {
            var topic = MediaTopic.OUTCOMES.topic();
            var partitions = consumer.partitionsFor(topic).size();
            if (partitions == 0) {
                throw new NotThereYetException(
                        topic + " is not there yet: the first processor makes it");
            }
            return partitions;
        }
    }

    @Override
    public boolean isReady() {
        var there = commands;
        return there != null && there.isReady();
    }

    @Override
    public Mono<Outcome> ask(String key, Function<ReplyTo, ClaimCommand> command) {
        return whenThere(there -> there.ask(key, command));
    }

    @Override
    public Mono<Outcome> askPatiently(String key, Function<ReplyTo, ClaimCommand> command) {
        return whenThere(there -> there.askPatiently(key, command));
    }

    @Override
    public Mono<Outcome> conclude(String key, Function<ReplyTo, ClaimCommand> command) {
        return whenThere(there -> there.conclude(key, command));
    }

    @Override
    public Mono<Outcome> askVideo(Function<ReplyTo, VideoCommand> command) {
        return whenThere(there -> there.askVideo(command));
    }

    @Override
    public Mono<Void> tell(VideoCommand command) {
        return whenThere(there -> there.tell(command));
    }

    @Override
    public Mono<Void> tell(String key, ClaimCommand command) {
        return whenThere(there -> there.tell(key, command));
    }

    @Override
    public Mono<Void> tell(GovernorCommand command) {
        return whenThere(there -> there.tell(command));
    }

    @Override
    public Mono<Outcome> lease(Function<ReplyTo, GovernorCommand> command) {
        return whenThere(there -> there.lease(command));
    }

    private <T> Mono<T> whenThere(Function<KafkaCommands, Mono<T>> use) {
        return Mono.defer(
                () -> {
                    var there = commands;
                    return there == null
                            ? Mono.error(
                                    new UnavailableException(
                                            "Kafka, its topics or the registry are not there yet",
                                            "starting",
                                            RETRY_AFTER))
                            : use.apply(there);
                });
    }

    @Override
    public void close() {
        startUp.close();
        var there = commands;
        if (there != null) {
            there.close();
        }
    }
}
