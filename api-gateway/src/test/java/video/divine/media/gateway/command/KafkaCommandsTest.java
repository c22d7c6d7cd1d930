package video.divine.media.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.avro.Schema;
import org.apache.kafka.clients.producer.MockProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.kafka.core.KafkaTemplate;

import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;

import video.divine.media.avro.CallPriority;
import video.divine.media.avro.CancelUpload;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.DeleteVideo;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.RecordNotice;
import video.divine.media.avro.RecordStorage;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.ReportBlock;
import video.divine.media.avro.UploadCancelled;
import video.divine.media.avro.UploadFault;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.Samples;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;

/** Commands over Kafka's own fakes of a producer and a consumer. */
@Timeout(30)
class KafkaCommandsTest {
    private static final int PARTITION = 3;
    private static final VideoCommand NOTICE =
            new VideoCommand("uid", null, new RecordNotice(Samples.notice("ready", true)));

    private static final LeaseCalls LEASE =
            new LeaseCalls("a".repeat(64), 5, CallPriority.USER, 1_100);

    final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Logs logs = Logs.ofTheGateway();
    final Producer producer = new Producer();
    final FakeOutcomes outcomes = new FakeOutcomes(PARTITION);
    final AtomicLong nanos = new AtomicLong();
    final KafkaCommands commands = commands(outcomes, new CommandSettings(LONG, 2));

    private static final Duration LONG = Duration.ofSeconds(20);

    /** A template closes what it was given after every send; a real factory ignores that. */
    static final class Producer extends MockProducer<String, byte[]> {
        final BlockingQueue<ProducerRecord<String, byte[]>> sent = new LinkedBlockingQueue<>();

        Producer() {
            super(false, null, new StringSerializer(), new ByteArraySerializer());
        }

        @Override
        public synchronized java.util.concurrent.Future<
                        org.apache.kafka.clients.producer.RecordMetadata>
                send(
                        ProducerRecord<String, byte[]> entry,
                        org.apache.kafka.clients.producer.Callback callback) {
            var future = super.send(entry, callback);
            sent.add(entry);
            return future;
        }

        @Override
        public void close(Duration timeout) {}
    }

    private KafkaCommands commands(FakeOutcomes consumer, CommandSettings settings) {
        return commands(consumer, settings, registry);
    }

    private KafkaCommands commands(
            FakeOutcomes consumer, CommandSettings settings, SchemaRegistry schemas) {
        return new KafkaCommands(
                new KafkaTemplate<>(() -> producer),
                () -> consumer,
                schemas,
                new ReplyAddress(PARTITION, "mine"),
                settings,
                meters,
                Traces.NONE,
                nanos::get);
    }

    @AfterEach
    void close() {
        commands.close();
        logs.close();
    }

    private CompletableFuture<@Nullable Outcome> askVideo() {
        return commands.askVideo(
                        replyTo -> new VideoCommand("uid", replyTo, new DeleteVideo("c", "pubkey")))
                .toFuture();
    }

    private CompletableFuture<@Nullable Outcome> ask() {
        return commands.ask(
                        "c",
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new CancelUpload("c", 1, UploadFault.STREAM, true)))
                .toFuture();
    }

    private CompletableFuture<@Nullable Outcome> conclude(KafkaCommands commands) {
        return commands.conclude(
                        "c",
                        replyTo ->
                                new ClaimCommand(
                                        replyTo,
                                        new CancelUpload("c", 1, UploadFault.STREAM, true)))
                .toFuture();
    }

    private ClaimCommand decoded(ProducerRecord<String, byte[]> record) {
        return Objects.requireNonNull(
                AvroSerde.forValues(ClaimCommand.class, registry)
                        .deserializer()
                        .deserialize(record.topic(), record.value()));
    }

    private byte[] outcome(ReplyTo replyTo) {
        return AvroSerde.forValues(Outcome.class, registry)
                .serializer()
                .serialize(
                        MediaTopic.OUTCOMES.topic(),
                        new Outcome(replyTo, "c", false, new UploadCancelled()));
    }

    @Test
    void aCommandIsAnsweredByItsOutcome() throws Exception {
        outcomes.awaitPoll();
        assertThat(commands.isReady()).isTrue();

        var answer = ask();
        var record = producer.sent.take();
        assertThat(record.topic()).isEqualTo(MediaTopic.CLAIM_COMMANDS.topic());
        assertThat(record.key()).isEqualTo("c");
        assertThat(record.partition()).isNull();
        var replyTo = decoded(record).getReplyTo();
        assertThat(replyTo.getPartition()).isEqualTo(PARTITION);
        assertThat(replyTo.getGateway()).isEqualTo("mine");
        producer.completeNext();
        outcomes.record(FakeOutcomes.END, outcome(replyTo));

        assertThat(Objects.requireNonNull(answer.get()).getBody()).isEqualTo(new UploadCancelled());
        assertThat(meters.get(CommandMetrics.LATENCY).timer().count()).isEqualTo(1);
    }

    @Test
    void anOutcomeForAnotherGatewayIsNoAnswer() throws Exception {
        outcomes.awaitPoll();
        var answer = ask();
        var replyTo = decoded(producer.sent.take()).getReplyTo();
        producer.completeNext();

        outcomes.record(
                FakeOutcomes.END,
                outcome(new ReplyTo(PARTITION, "another", replyTo.getCorrelationId())));
        outcomes.record(FakeOutcomes.END + 1, outcome(replyTo));

        answer.get();
        assertThat(meters.get(CommandMetrics.LATENCY).timer().count()).isEqualTo(1);
    }

    @Test
    void aVideoCommandGoesUnderItsUidAndIsAnsweredToo() throws Exception {
        outcomes.awaitPoll();

        var answer = askVideo();
        var record = producer.sent.take();
        assertThat(record.topic()).isEqualTo(MediaTopic.VIDEO_COMMANDS.topic());
        assertThat(record.key()).isEqualTo("uid");
        var sent =
                Objects.requireNonNull(
                        AvroSerde.forValues(VideoCommand.class, registry)
                                .deserializer()
                                .deserialize(record.topic(), record.value()));
        producer.completeNext();
        outcomes.record(FakeOutcomes.END, outcome(Objects.requireNonNull(sent.getReplyTo())));

        assertThat(answer.get()).isNotNull();
        assertThat(meters.get(CommandMetrics.LATENCY).timer().count()).isEqualTo(1);
    }

    @Test
    void videoCommandsHaveABoundOfTheirOwn() throws Exception {
        outcomes.awaitPoll();
        var _ = ask();
        var _ = ask();

        var _ = askVideo();
        var _ = askVideo();
        assertThatThrownBy(() -> commands.askVideo(_ -> unaskedVideo()).block())
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo("overloaded"));
    }

    private static VideoCommand unaskedVideo() {
        throw new AssertionError("Expected no command");
    }

    @Test
    void nothingIsSentBeforeOutcomesAreRead() {
        // Its tail waits for its place until the test ends.
        var never = new FakeOutcomes(PARTITION + 1);
        try (var starting = commands(never, CommandSettings.DEFAULT)) {
            assertThat(starting.isReady()).isFalse();

            assertThatThrownBy(() -> starting.ask("c", _ -> unasked()).block())
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo("starting"));
            assertThatThrownBy(() -> starting.askVideo(_ -> unaskedVideo()).block())
                    .isInstanceOfSatisfying(
                            UnavailableException.class,
                            e -> assertThat(e.reason()).isEqualTo("starting"));
        }
        assertThat(producer.sent).isEmpty();
    }

    private static ClaimCommand unasked() {
        throw new AssertionError("Expected no command");
    }

    @Test
    void whatKafkaRefusesIsUnavailableAtOnce() throws Exception {
        outcomes.awaitPoll();
        var answer = ask();
        producer.sent.take();
        producer.errorNext(new TimeoutException("no leader"));

        assertThatThrownBy(answer::get)
                .hasCauseInstanceOf(UnavailableException.class)
                .cause()
                .extracting(e -> ((UnavailableException) e).reason())
                .isEqualTo("kafka");
        assertThat(logs.lines(ch.qos.logback.classic.Level.WARN))
                .containsExactly("not ready: media.claim-commands takes no commands: no leader");
    }

    @Test
    void whoCannotWriteIsNotReadyUntilAWriteSucceeds() throws Exception {
        outcomes.awaitPoll();
        var refused = ask();
        var alsoRefused = ask();
        producer.sent.take();
        producer.sent.take();
        producer.errorNext(new TimeoutException("no leader"));
        producer.errorNext(new TimeoutException("no leader"));
        assertThatThrownBy(refused::get).hasCauseInstanceOf(UnavailableException.class);
        assertThatThrownBy(alsoRefused::get).hasCauseInstanceOf(UnavailableException.class);
        assertThat(commands.isReady()).isFalse();

        // A balancer may send on as it likes.
        var taken = ask();
        var replyTo = decoded(producer.sent.take()).getReplyTo();
        producer.completeNext();
        outcomes.record(FakeOutcomes.END, outcome(replyTo));

        assertThat(taken.get()).isNotNull();
        assertThat(commands.isReady()).isTrue();
        assertThat(logs.lines(ch.qos.logback.classic.Level.WARN)).hasSize(1);
        assertThat(logs.lines(ch.qos.logback.classic.Level.INFO))
                .filteredOn(line -> line.startsWith("ready again"))
                .hasSize(1);
    }

    @Test
    void whatIsThrownAtOnceCountsAsWell() throws Exception {
        outcomes.awaitPoll();
        producer.sendException = new TimeoutException("no metadata");

        assertThatThrownBy(() -> ask().get()).hasCauseInstanceOf(UnavailableException.class);

        assertThat(commands.isReady()).isFalse();
    }

    @Test
    void whoIsCutOffFromItsOutcomesSendsNothing() throws Exception {
        outcomes.awaitPoll();
        nanos.addAndGet(KafkaContact.LOST_AFTER.toNanos());

        assertThatThrownBy(() -> ask().get())
                .cause()
                .isInstanceOfSatisfying(
                        UnavailableException.class, e -> assertThat(e.reason()).isEqualTo("kafka"));
        assertThat(commands.isReady()).isFalse();
        assertThat(producer.sent).isEmpty();
    }

    @Test
    void whatThrowsInAProducerIsUnavailableToo() throws Exception {
        outcomes.awaitPoll();
        producer.sendException = new TimeoutException("no metadata");

        assertThatThrownBy(() -> ask().get()).hasCauseInstanceOf(UnavailableException.class);
    }

    @Test
    void theThirdOfTwoIsSentAway() throws Exception {
        outcomes.awaitPoll();
        var _ = ask();
        var _ = ask();

        assertThatThrownBy(() -> ask().get())
                .cause()
                .isInstanceOfSatisfying(
                        UnavailableException.class,
                        e -> assertThat(e.reason()).isEqualTo("overloaded"));
    }

    @Test
    void whatConcludesIsNotSentAway() throws Exception {
        outcomes.awaitPoll();
        var _ = ask();
        var _ = ask();
        producer.sent.take();
        producer.sent.take();

        var answer = conclude(commands);
        var replyTo = decoded(producer.sent.take()).getReplyTo();
        while (producer.completeNext()) {
            // The two that wait, and the one that concludes.
        }
        outcomes.record(FakeOutcomes.END, outcome(replyTo));

        assertThat(Objects.requireNonNull(answer.get()).getBody()).isEqualTo(new UploadCancelled());
        assertThat(meters.get(CommandMetrics.LATENCY).timer().count()).isEqualTo(1);
    }

    @Test
    void whatConcludesIsSentAlsoWhileNoOutcomesAreRead() throws Exception {
        try (var starting = commands(new FakeOutcomes(PARTITION + 1), CommandSettings.DEFAULT)) {
            var answer = conclude(starting);

            assertThat(producer.sent.take().key()).isEqualTo("c");
            assertThat(answer).isNotDone();
        }
    }

    @Test
    void aNoticeIsToldOnceItIsDurable() throws Exception {
        var told = commands.tell(NOTICE).toFuture();

        var record = producer.sent.take();
        assertThat(record.topic()).isEqualTo(MediaTopic.VIDEO_COMMANDS.topic());
        assertThat(record.key()).isEqualTo("uid");
        assertThat(told).isNotDone();
        producer.completeNext();

        assertThat(told.get()).isNull();
    }

    @Test
    void aNoticeNeedsNoOutcomes() throws Exception {
        try (var starting = commands(new FakeOutcomes(PARTITION + 1), CommandSettings.DEFAULT)) {
            var told = starting.tell(NOTICE).toFuture();
            producer.sent.take();
            producer.completeNext();

            assertThat(told.get()).isNull();
        }
    }

    @Test
    void aNoticeThatKafkaDoesNotTakeInTimeIsUnavailable() {
        StepVerifier.withVirtualTime(
                        () ->
                                Mono.usingWhen(
                                        Mono.fromSupplier(
                                                () ->
                                                        commands(
                                                                new FakeOutcomes(PARTITION),
                                                                CommandSettings.DEFAULT)),
                                        slow -> slow.tell(NOTICE),
                                        slow -> Mono.fromRunnable(slow::close)))
                .thenAwait(Duration.ofSeconds(5))
                .expectErrorSatisfies(
                        e ->
                                assertThat(e)
                                        .isInstanceOfSatisfying(
                                                UnavailableException.class,
                                                u -> assertThat(u.reason()).isEqualTo("kafka")))
                .verify(Duration.ofSeconds(10));
    }

    @Test
    void theGovernorIsAskedForCallsHoweverManyWait() throws Exception {
        outcomes.awaitPoll();
        var _ = ask();
        var _ = ask();
        producer.sent.take();
        producer.sent.take();

        var answer = lease(commands).toFuture();
        var record = producer.sent.take();
        assertThat(record.topic()).isEqualTo(MediaTopic.GOVERNOR_COMMANDS.topic());
        var command = decodedForTheGovernor(record);
        assertThat(command.getBody()).isEqualTo(LEASE);
        producer.completeNext();
        producer.completeNext();
        producer.completeNext();
        outcomes.record(FakeOutcomes.END, outcome(Objects.requireNonNull(command.getReplyTo())));

        assertThat(answer.get()).isNotNull();
    }

    private static Mono<Outcome> lease(KafkaCommands commands) {
        return commands.lease(replyTo -> new GovernorCommand(replyTo, LEASE));
    }

    private GovernorCommand decodedForTheGovernor(ProducerRecord<String, byte[]> record) {
        return Objects.requireNonNull(
                AvroSerde.forValues(GovernorCommand.class, registry)
                        .deserializer()
                        .deserialize(record.topic(), record.value()));
    }

    @Test
    void noLeaseIsAskedForBeforeOutcomesAreRead() {
        try (var starting = commands(new FakeOutcomes(PARTITION + 1), CommandSettings.DEFAULT)) {
            assertThatThrownBy(() -> lease(starting).block())
                    .isInstanceOf(UnavailableException.class);
        }
        assertThat(producer.sent).isEmpty();
    }

    @Test
    void theGovernorAndTheClaimsLogAreToldWithoutAnAnswer() throws Exception {
        var block = new GovernorCommand(null, new ReportBlock(30));
        var told = commands.tell(block).toFuture();
        var record = producer.sent.take();
        producer.completeNext();
        told.get();
        assertThat(decodedForTheGovernor(record)).isEqualTo(block);

        var storage = new ClaimCommand(null, new RecordStorage(90.0, null));
        var recorded = commands.tell("storage", storage).toFuture();
        var claim = producer.sent.take();
        producer.completeNext();
        recorded.get();
        assertThat(claim.topic()).isEqualTo(MediaTopic.CLAIM_COMMANDS.topic());
        assertThat(claim.key()).isEqualTo("storage");
        assertThat(decoded(claim)).isEqualTo(storage);
    }

    @Test
    void aRecordThatDoesNotFitItsSchemaIsABug() {
        var broken = new VideoCommand("uid", null, "not one of the bodies");

        assertThatThrownBy(() -> commands.tell(broken).block(LONG))
                .isNotInstanceOf(UnavailableException.class);
        assertThat(producer.sent).isEmpty();
    }

    @Test
    void itsSchemasAreRegisteredBeforeTheFirstCommand() {
        assertThat(registry.schema(1)).isNotNull();
        assertThat(registry.schema(2)).isNotNull();
    }

    /** It is tried each second, for as long as the registry is away. */
    @Test
    void withoutARegistryNothingIsLeftBehind() {
        var absent =
                new SchemaRegistry() {
                    @Override
                    public int register(String subject, Schema schema) {
                        throw new RegistryUnavailableException("nobody answers", null);
                    }

                    @Override
                    public Schema schema(int id) {
                        throw new RegistryUnavailableException("nobody answers", null);
                    }
                };
        meters.clear();
        var never = new FakeOutcomes(PARTITION);

        assertThatThrownBy(() -> commands(never, CommandSettings.DEFAULT, absent))
                .isInstanceOf(RegistryUnavailableException.class);

        assertThat(meters.getMeters()).isEmpty();
    }

    @Test
    void closingEndsTheTail() throws Exception {
        outcomes.awaitPoll();

        commands.close();

        assertThat(commands.isReady()).isFalse();
        assertThat(outcomes.closed()).isTrue();
        assertThat(producer.sent.poll(0, TimeUnit.SECONDS)).isNull();
    }
}
