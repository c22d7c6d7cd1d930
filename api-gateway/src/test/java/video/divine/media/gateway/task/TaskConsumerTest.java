package video.divine.media.gateway.task;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.clients.consumer.CommitFailedException;
import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.WakeupException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import video.divine.media.avro.AskStream;
import video.divine.media.avro.ConfirmDeletion;
import video.divine.media.avro.DeleteFromStream;
import video.divine.media.avro.RecordAbsence;
import video.divine.media.avro.StreamTask;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.FakeReads;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.FakeStream;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.service.metrics.ClientMeters;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;

/** Reading tasks, with Kafka's own fake of a consumer. */
@Timeout(30)
class TaskConsumerTest {
    private static final Instant NOW = FakeClock.START;

    final Logs logs = Logs.ofTheGateway();
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final FakeStream stream = new FakeStream();
    final FakeCommands commands = new FakeCommands();
    final FakeReads reads = new FakeReads();
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 500_000_000);
    final AvroSerde<StreamTask> serde =
            AvroSerde.forValues(StreamTask.class, new InMemorySchemaRegistry());
    final FakeTasks kafka = new FakeTasks(nanos);
    private TaskConsumer consumer = consumer(kafka);

    private TaskConsumer consumer(FakeTasks... consumers) {
        return consumer(Duration.ZERO, consumers);
    }

    /** One that lists so often where it is alone. */
    private TaskConsumer consumer(Duration between, FakeTasks... consumers) {
        Queue<Consumer<String, byte[]>> queue = new ArrayDeque<>(List.of(consumers));
        var metrics = new TaskMetrics(meters);
        var clock = new FakeClock();
        var notices =
                new Notices(
                        DeliveryUrls.of(
                                StreamSettings.of(StreamSettings.CLOUDFLARE, "account", "token")));
        return new TaskConsumer(
                queue::remove,
                new ClientMeters(meters),
                serde.deserializer(),
                commands::isReady,
                new TaskRunner(
                        stream,
                        commands,
                        notices,
                        SagaSteps.UNWATCHED,
                        metrics,
                        clock,
                        nanos::get,
                        Traces.NONE),
                new Housekeeping(
                        stream,
                        commands,
                        reads,
                        new Sweeper(stream, reads, Videos.DEPLOYMENT, clock, metrics),
                        new HousekeepingSettings(
                                Duration.ofMinutes(5), Duration.ofMinutes(5), Videos.DEPLOYMENT),
                        Housekeeping.LONGEST,
                        nanos::get),
                metrics,
                between,
                nanos::get);
    }

    @AfterEach
    void close() {
        consumer.close();
        logs.close();
    }

    private byte[] ask(String uid) {
        return bytes(new StreamTask(uid, new AskStream(false)));
    }

    private byte[] delete(String uid) {
        return bytes(new StreamTask(uid, new DeleteFromStream()));
    }

    private byte[] bytes(StreamTask task) {
        return serde.serializer().serialize(FakeTasks.TOPIC, task);
    }

    private static VideoCommand absence(String uid) {
        return new VideoCommand(uid, null, new RecordAbsence());
    }

    private static VideoCommand deletion(String uid) {
        return new VideoCommand(uid, null, new ConfirmDeletion());
    }

    private double count(String kind, String outcome) {
        return meters.get("media.tasks")
                .tag("kind", kind)
                .tag("outcome", outcome)
                .counter()
                .count();
    }

    private static OffsetAndMetadata at(long offset) {
        return new OffsetAndMetadata(offset);
    }

    @Test
    void aSecondsTasksAreDoneTogetherAndThenCommitted() throws InterruptedException {
        for (var uid : List.of("a1", "b2", "c3")) {
            stream.put(Videos.in(uid, "queued"));
        }
        kafka.assigned(0, 1)
                .found(NOW, 0, 0, ask("a1"))
                .found(NOW, 1, 0, ask("b2"), ask("c3"))
                .quiet();
        consumer.start();

        assertThat(kafka.commits.take())
                .isEqualTo(Map.of(FakeTasks.partition(0), at(1), FakeTasks.partition(1), at(2)));
        assertThat(stream.lists()).containsExactly(List.of("a1", "b2", "c3"));
        assertThat(commands.told())
                .extracting(VideoCommand::getUid)
                .containsExactlyInAnyOrder("a1", "b2", "c3");
    }

    @Test
    void ofEachVideoTheLatestTaskIsDone() throws InterruptedException {
        kafka.assigned(0).found(NOW, 0, 0, ask("a1"), ask("b2"), delete("a1")).quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(3)));
        assertThat(stream.lists()).containsExactly(List.of("b2"));
        assertThat(commands.told()).containsExactlyInAnyOrder(deletion("a1"), absence("b2"));
    }

    @Test
    void aFullListDoesNotWaitForMore() throws InterruptedException {
        kafka.assigned(0)
                .found(
                        NOW,
                        0,
                        0,
                        IntStream.range(0, 100)
                                .mapToObj(number -> delete("u" + number))
                                .toArray(byte[][]::new));
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(100)));
        assertThat(commands.told()).hasSize(100);
    }

    /** Of a day without gateways there are a hundred copies of each task. */
    @Test
    void whatWasMissedIsReadToItsEndAndDoneOnce() throws InterruptedException {
        var copies =
                IntStream.range(0, 100).mapToObj(n -> delete("u" + n % 50)).toArray(byte[][]::new);
        kafka.reaching(0, 301)
                .assigned(0)
                .found(NOW, 0, 0, copies)
                .found(NOW, 0, 100, copies)
                // A transaction that was aborted brings nothing, and is not the end.
                .quiet()
                .found(NOW, 0, 200, copies)
                .found(NOW, 0, 300, ask("u0"))
                .quiet()
                .quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(301)));
        assertThat(commands.told()).hasSize(50).contains(deletion("u1"), absence("u0"));
    }

    @Test
    void noMoreIsReadThanAFewThousandVideos() throws InterruptedException {
        kafka.reaching(0, 20_000).assigned(0);
        for (int poll = 0; poll < 20; poll++) {
            int first = poll * 1_000;
            kafka.found(
                    NOW,
                    0,
                    first,
                    IntStream.range(first, first + 1_000)
                            .mapToObj(n -> delete("u" + n))
                            .toArray(byte[][]::new));
        }
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(10_000)));
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(20_000)));
    }

    @Test
    void readingOnEndsSomeDay() throws InterruptedException {
        kafka.reaching(0, 1_000).assigned(0).found(NOW, 0, 0, delete("a1"));
        for (int second = 0; second < 10; second++) {
            kafka.quiet();
        }
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
    }

    /** A list costs as much for one video as for a hundred. */
    @Test
    void questionsWaitForTheNextList() throws InterruptedException {
        consumer = consumer(Duration.ofSeconds(3), kafka);
        kafka.assigned(0, 1)
                .found(NOW, 0, 0, ask("a1"))
                .quiet()
                .found(NOW, 0, 1, ask("b2"))
                .quiet()
                .found(NOW, 1, 0, ask("c3"))
                .quiet()
                .quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(kafka.commits.take())
                .isEqualTo(Map.of(FakeTasks.partition(0), at(2), FakeTasks.partition(1), at(1)));
        assertThat(stream.lists()).containsExactly(List.of("a1"), List.of("b2", "c3"));
    }

    /** The others list as well, and all share one budget. */
    @Test
    void whoReadsAPartOfTheTasksListsTheLessOften() throws InterruptedException {
        consumer = consumer(Duration.ofSeconds(2), kafka);
        kafka.assigned(1).found(NOW, 1, 0, ask("a1")).quiet().found(NOW, 1, 1, ask("b2"));
        kafka.quiet().quiet().quiet().found(NOW, 1, 2, ask("c3")).quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(1), at(1)));
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(1), at(3)));
        assertThat(stream.lists()).containsExactly(List.of("a1"), List.of("b2", "c3"));
    }

    @Test
    void nobodyWaitsForAListLongerThanTenSeconds() throws InterruptedException {
        consumer = consumer(Duration.ofHours(1), kafka);
        kafka.assigned(0).found(NOW, 0, 0, ask("a1")).quiet().found(NOW, 0, 1, ask("b2"));
        for (int second = 0; second < 10; second++) {
            kafka.quiet();
        }
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(2)));
    }

    @Test
    void aFullListOfQuestionsDoesNotWait() throws InterruptedException {
        consumer = consumer(Duration.ofHours(1), kafka);
        var many = IntStream.range(0, 100).mapToObj(n -> ask("u" + n)).toArray(byte[][]::new);
        kafka.assigned(0).found(NOW, 0, 0, ask("a1")).quiet().found(NOW, 0, 1, many);
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(101)));
    }

    /** Its offset waits for theirs, so it may be done twice. */
    @Test
    void aDeletionDoesNotWaitForQuestions() throws InterruptedException {
        consumer = consumer(Duration.ofHours(1), kafka);
        kafka.assigned(0).found(NOW, 0, 0, ask("a1")).quiet();
        kafka.found(NOW, 0, 1, ask("b2"), delete("c3"));
        consumer.start();
        kafka.awaitPolls(5);

        assertThat(commands.told()).containsExactly(absence("a1"), deletion("c3"));
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(kafka.commits).isEmpty();
        for (int second = 0; second < 10; second++) {
            kafka.quiet();
        }
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(3)));
        assertThat(commands.told()).containsExactly(absence("a1"), deletion("c3"), absence("b2"));
    }

    @Test
    void whatCannotBeReadIsPassedOver() throws InterruptedException {
        kafka.assigned(0)
                .found(NOW, 0, 0, new byte[] {1, 2, 3}, ask("a/../b"), ask("good"))
                .quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(3)));
        assertThat(commands.told()).containsExactly(absence("good"));
        assertThat(count("unknown", "unreadable")).isEqualTo(2);
        assertThat(logs.lines(Level.WARN)).hasSize(2);
    }

    @Test
    void noTaskIsTooOld() throws InterruptedException {
        kafka.assigned(0).found(NOW.minus(Duration.ofDays(2)), 0, 0, delete("old")).quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(commands.told()).containsExactly(deletion("old"));
    }

    @Test
    void whatStreamDidNotDoIsCommittedAsItComesAgain() throws InterruptedException {
        stream.fail(new StreamFault(StreamOperation.VIDEOS, Reason.BREAKER_OPEN, "ill", null));
        kafka.assigned(0).found(NOW, 0, 0, ask("a1")).quiet();
        kafka.found(NOW, 0, 1, ask("a1")).quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(2)));
        assertThat(commands.told()).containsExactly(absence("a1"));
    }

    @Test
    void whatKafkaDidNotTakeIsNotCommittedButDoneAgain() throws InterruptedException {
        stream.put(Videos.in("a1", "ready"));
        commands.failToTell(new UnavailableException("no Kafka", "kafka", Duration.ofSeconds(2)));
        var second = new FakeTasks(nanos);
        consumer = consumer(kafka, second);
        kafka.assigned(1).found(NOW, 1, 0, delete("a1")).quiet();
        consumer.start();
        second.awaitPolls(1);
        assertThat(kafka.commits).isEmpty();
        assertThat(kafka.closed()).isTrue();
        assertThat(stream.uids()).isEmpty();

        commands.reset();
        second.assigned(1).found(NOW, 1, 0, delete("a1")).quiet();

        assertThat(second.commits.take()).isEqualTo(Map.of(FakeTasks.partition(1), at(1)));
        assertThat(commands.told()).containsExactly(deletion("a1"));
        assertThat(logs.lines(Level.WARN))
                .containsExactly("tasks cannot be done, trying again: no Kafka");
    }

    @Test
    void whatSomebodyElseReadsNowIsNeitherDoneNorCommitted() throws InterruptedException {
        kafka.assigned(0, 1)
                .found(NOW, 0, 0, ask("mine"))
                .found(NOW, 1, 0, ask("theirs"))
                .assigned(0)
                .quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(0), at(1)));
        assertThat(commands.told()).containsExactly(absence("mine"));
    }

    @Test
    void aCommitThatComesTooLateCostsNothing() throws InterruptedException {
        kafka.refusing(new CommitFailedException("rebalanced"));
        kafka.assigned(1).found(NOW, 1, 0, ask("a1")).quiet().found(NOW, 1, 1, ask("b2")).quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(1), at(2)));
        assertThat(commands.told()).containsExactly(absence("a1"), absence("b2"));
    }

    @Test
    void closingWhileTasksAreDoneStillCommitsThem() throws InterruptedException {
        kafka.refusing(new WakeupException());
        kafka.assigned(1).found(NOW, 1, 0, ask("a1")).quiet();
        consumer.start();

        assertThat(kafka.commits.take()).isEqualTo(Map.of(FakeTasks.partition(1), at(1)));
        consumer.close();
        assertThat(kafka.closed()).isTrue();
    }

    @Test
    void aKafkaThatFailsIsTriedAgain() throws InterruptedException {
        var second = new FakeTasks(nanos);
        consumer = consumer(kafka.failing(new TimeoutException("no broker")), second);
        consumer.start();

        second.assigned(1).found(NOW, 1, 0, ask("a1")).quiet();

        assertThat(second.commits.take()).isEqualTo(Map.of(FakeTasks.partition(1), at(1)));
        assertThat(logs.lines(Level.WARN))
                .containsExactly("tasks cannot be done, trying again: no broker");
    }

    @Test
    void notEvenABugEndsIt() throws InterruptedException {
        var second = new FakeTasks(nanos);
        consumer = consumer(kafka.failing(new IllegalStateException("a bug")), second);
        consumer.start();

        second.assigned(1).found(NOW, 1, 0, ask("a1")).quiet();

        assertThat(second.commits.take()).isNotEmpty();
        assertThat(logs.lines(Level.ERROR)).containsExactly("doing tasks failed, trying again");
    }

    @Test
    void notEvenAnErrorEndsIt() throws InterruptedException {
        var second = new FakeTasks(nanos);
        consumer = consumer(kafka.failing(new AssertionError("worse than a bug")), second);
        consumer.start();

        second.assigned(1).found(NOW, 1, 0, ask("a1")).quiet();

        assertThat(second.commits.take()).isNotEmpty();
        assertThat(logs.lines(Level.ERROR)).containsExactly("doing tasks failed, trying again");
    }

    @Test
    void nothingIsReadBeforeCommandsAreAnswered() throws InterruptedException {
        commands.ready(false);
        kafka.assigned(0).found(NOW, 0, 0, ask("a1")).quiet();
        consumer.start();
        assertThat(kafka.subscription()).isEmpty();

        commands.ready(true);

        assertThat(kafka.commits.take()).isNotEmpty();
    }

    @Test
    void whoeverReadsTheFirstPartitionKeepsHouse() throws InterruptedException {
        kafka.assigned(1).quiet();
        consumer.start();
        kafka.awaitPolls(3);
        assertThat(commands.toldClaims()).isEmpty();

        kafka.assigned(0).quiet();
        kafka.awaitPolls(2);

        assertThat(commands.toldClaims()).hasSize(1);
    }

    @Test
    void closingEndsItsPollAndItsConsumer() throws InterruptedException {
        consumer.start();
        kafka.awaitPolls(1);

        consumer.close();

        assertThat(kafka.closed()).isTrue();
    }
}
