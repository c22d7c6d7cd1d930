package video.divine.media.gateway.command;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.header.Headers;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.kafka.support.ProducerListener;
import org.springframework.kafka.support.SendResult;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.VideoCommand;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.metrics.ClientMeters;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.RejectedExecutionException;
import java.util.function.BiFunction;
import java.util.function.Function;
import java.util.function.LongSupplier;
import java.util.function.Supplier;

/** Commands over Kafka: an idempotent producer, and the tail of this gateway's outcomes. */
public final class KafkaCommands implements Commands, AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaCommands.class);
    private static final Duration NOT_SENT_RETRY_AFTER = Duration.ofSeconds(2);

    /** Its topic has one partition: the key only helps to read the log. */
    private static final String GOVERNOR_KEY = "calls";

    /** Enough for the waiters' bound, and for webhooks beside them. */
    private static final int MAX_QUEUED = 2_048;

    private final KafkaTemplate<String, byte[]> kafka;
    private final Duration timeout;
    private final Waiters waiters;
    private final KafkaContact contact;
    private final OutcomeTail tail;
    private final AvroSerde<ClaimCommand> claimCommands;
    private final AvroSerde<VideoCommand> videoCommands;
    private final AvroSerde<GovernorCommand> governorCommands;
    private final Timer latency;
    private final Refusals refusals;
    private final Traces traces;

    /** A producer's send can block on metadata and on a full buffer, so it has a thread. */
    private final Scheduler sender;

    /**
     * Starts to read outcomes at once.
     *
     * @param registry is asked here and not on the first request
     */
    public KafkaCommands(
            KafkaTemplate<String, byte[]> kafka,
            KafkaConnection connection,
            SchemaRegistry registry,
            ReplyAddress address,
            CommandSettings settings,
            MeterRegistry meters,
            Traces traces) {
        this(
                kafka,
                () -> OutcomeTail.consumer(connection),
                registry,
                address,
                settings,
                meters,
                traces,
                System::nanoTime);
    }

    KafkaCommands(
            KafkaTemplate<String, byte[]> kafka,
            Supplier<Consumer<String, byte[]>> outcomes,
            SchemaRegistry registry,
            ReplyAddress address,
            CommandSettings settings,
            MeterRegistry meters,
            Traces traces,
            LongSupplier nanos) {
        // First what fails while there is no registry: it is tried again, with threads and gauges
        // of
        // its own.
        this.claimCommands = AvroSerde.forValues(ClaimCommand.class, registry);
        this.videoCommands = AvroSerde.forValues(VideoCommand.class, registry);
        this.governorCommands = AvroSerde.forValues(GovernorCommand.class, registry);
        claimCommands.register(MediaTopic.CLAIM_COMMANDS.topic());
        videoCommands.register(MediaTopic.VIDEO_COMMANDS.topic());
        governorCommands.register(MediaTopic.GOVERNOR_COMMANDS.topic());
        this.kafka = kafka;
        this.contact = new KafkaContact(nanos);
        this.traces = traces;
        // The default one writes the first bytes of each failed record into the log.
        kafka.setProducerListener(new ProducerListener<>() {});
        this.timeout = settings.timeout();
        this.sender = Schedulers.newBoundedElastic(1, MAX_QUEUED, "commands");
        this.waiters = new Waiters(address, settings, meters, nanos);
        this.latency =
                Timer.builder(CommandMetrics.LATENCY)
                        .description("From sending a command to its committed outcome")
                        .publishPercentileHistogram()
                        .register(meters);
        this.refusals = new Refusals(meters);
        this.tail =
                OutcomeTail.start(
                        outcomes,
                        new ClientMeters(meters),
                        AvroSerde.forValues(Outcome.class, registry).deserializer(),
                        address.partition(),
                        waiters::complete,
                        contact);
    }

    /**
     * Outcomes are being read from a known place on, their leader has answered within seconds, and
     * what every upload needs was not refused the last time.
     */
    @Override
    public boolean isReady() {
        return contact.isReady();
    }

    @Override
    public Mono<Outcome> ask(String key, Function<ReplyTo, ClaimCommand> command) {
        return begin(
                MediaTopic.CLAIM_COMMANDS,
                (topic, headers) -> waiters.await(topic, claim(key, command, headers)));
    }

    @Override
    public Mono<Outcome> askPatiently(String key, Function<ReplyTo, ClaimCommand> command) {
        return begin(
                MediaTopic.CLAIM_COMMANDS,
                (topic, headers) -> waiters.awaitPatiently(topic, claim(key, command, headers)));
    }

    private Function<ReplyTo, Mono<Void>> claim(
            String key, Function<ReplyTo, ClaimCommand> command, Headers headers) {
        return replyTo -> send(key, command.apply(replyTo), headers);
    }

    @Override
    public Mono<Outcome> askVideo(Function<ReplyTo, VideoCommand> command) {
        return begin(
                MediaTopic.VIDEO_COMMANDS,
                (topic, headers) ->
                        waiters.await(topic, replyTo -> send(command.apply(replyTo), headers)));
    }

    private Mono<Outcome> begin(
            MediaTopic topic, BiFunction<MediaTopic, Headers, Mono<Outcome>> answered) {
        return whileReading(
                timed(traces.sending(topic.topic(), headers -> answered.apply(topic, headers))));
    }

    private Mono<Outcome> whileReading(Mono<Outcome> answer) {
        return Mono.defer(
                () -> contact.isReading() ? answer : Mono.error(unread(contact.isCutOff())));
    }

    private static UnavailableException unread(boolean cutOff) {
        return cutOff
                ? new UnavailableException("Outcomes cannot be read", "kafka", NOT_SENT_RETRY_AFTER)
                : new UnavailableException(
                        "Outcomes are not being read yet", "starting", NOT_SENT_RETRY_AFTER);
    }

    @Override
    public Mono<Outcome> lease(Function<ReplyTo, GovernorCommand> command) {
        return whileReading(
                answered(
                        MediaTopic.GOVERNOR_COMMANDS,
                        headers ->
                                replyTo ->
                                        send(
                                                MediaTopic.GOVERNOR_COMMANDS,
                                                GOVERNOR_KEY,
                                                governorCommands,
                                                command.apply(replyTo),
                                                headers)));
    }

    @Override
    public Mono<Outcome> conclude(String key, Function<ReplyTo, ClaimCommand> command) {
        return answered(
                MediaTopic.CLAIM_COMMANDS,
                headers -> replyTo -> send(key, command.apply(replyTo), headers));
    }

    private Mono<Outcome> answered(
            MediaTopic topic, Function<Headers, Function<ReplyTo, Mono<Void>>> send) {
        return timed(
                traces.sending(
                        topic.topic(),
                        headers -> waiters.awaitBeyondTheBound(send.apply(headers))));
    }

    private Mono<Outcome> timed(Mono<Outcome> outcome) {
        return Mono.defer(
                () -> {
                    var sample = Timer.start();
                    // Off the tail's thread: a caller's next step delays no other outcome.
                    return outcome.publishOn(Schedulers.parallel())
                            .doOnNext(_ -> sample.stop(latency))
                            .doOnNext(refusals::heard);
                });
    }

    private Mono<Void> send(String key, ClaimCommand command, Headers headers) {
        return send(MediaTopic.CLAIM_COMMANDS, key, claimCommands, command, headers);
    }

    @Override
    public Mono<Void> tell(VideoCommand command) {
        return told(MediaTopic.VIDEO_COMMANDS, headers -> send(command, headers));
    }

    @Override
    public Mono<Void> tell(String key, ClaimCommand command) {
        return told(MediaTopic.CLAIM_COMMANDS, headers -> send(key, command, headers));
    }

    @Override
    public Mono<Void> tell(GovernorCommand command) {
        return told(
                MediaTopic.GOVERNOR_COMMANDS,
                headers ->
                        send(
                                MediaTopic.GOVERNOR_COMMANDS,
                                GOVERNOR_KEY,
                                governorCommands,
                                command,
                                headers));
    }

    private Mono<Void> told(MediaTopic topic, Function<Headers, Mono<Void>> send) {
        return traces.sending(topic.topic(), send)
                // Behind a send that blocks the next ones queue, and their callers with them.
                .timeout(timeout, Mono.error(KafkaCommands::notTaken))
                .publishOn(Schedulers.parallel());
    }

    private Mono<Void> send(VideoCommand command, Headers headers) {
        return send(MediaTopic.VIDEO_COMMANDS, command.getUid(), videoCommands, command, headers);
    }

    private <T extends SpecificRecord> Mono<Void> send(
            MediaTopic topic, String key, AvroSerde<T> serde, T command, Headers headers) {
        return Mono.fromCallable(
                        () ->
                                sent(
                                        topic,
                                        new ProducerRecord<>(
                                                topic.topic(),
                                                null,
                                                key,
                                                serde.serializer()
                                                        .serialize(topic.topic(), command),
                                                headers)))
                .subscribeOn(sender)
                // What becomes of it is to be known also where its caller has left.
                .flatMap(future -> Mono.fromFuture(future, true))
                .onErrorMap(
                        KafkaCommands::isKafkas,
                        e -> {
                            // One line for an outage, and not one for each command.
                            LOG.atLevel(contact.isLost() ? Level.DEBUG : Level.WARN)
                                    .log(
                                            "command not sent to {}: {}",
                                            topic.topic(),
                                            NestedExceptionUtils.getMostSpecificCause(e)
                                                    .getMessage());
                            return notTaken();
                        })
                .then();
    }

    private CompletableFuture<SendResult<String, byte[]>> sent(
            MediaTopic topic, ProducerRecord<String, byte[]> record) {
        try {
            return kafka.send(record)
                    .whenComplete(
                            (_, failure) -> {
                                if (failure == null) {
                                    contact.taken(topic);
                                } else {
                                    contact.refused(topic, failure);
                                }
                            });
        } catch (RuntimeException e) {
            // The template throws what has failed already, as without metadata.
            contact.refused(topic, e);
            throw e;
        }
    }

    /**
     * The template wraps what the producer says in Spring's own KafkaException; a full queue before
     * the producer says the same. A record that does not fit its schema is a bug of ours.
     */
    private static boolean isKafkas(Throwable failure) {
        return failure instanceof org.springframework.kafka.KafkaException
                || failure instanceof RejectedExecutionException
                || (failure instanceof KafkaException
                        && !(failure instanceof SerializationException));
    }

    private static UnavailableException notTaken() {
        return new UnavailableException("Kafka took no command", "kafka", NOT_SENT_RETRY_AFTER);
    }

    @Override
    public void close() {
        tail.close();
        sender.dispose();
    }
}
