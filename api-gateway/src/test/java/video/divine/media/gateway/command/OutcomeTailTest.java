package video.divine.media.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.apache.kafka.clients.consumer.Consumer;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.TimeoutException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.UploadCancelled;
import video.divine.media.gateway.Logs;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.service.metrics.ClientMeters;

import java.time.Duration;
import java.util.ArrayDeque;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.atomic.AtomicLong;

/** Reading outcomes, with Kafka's own fake of a consumer. */
@Timeout(30)
class OutcomeTailTest {
    private static final int PARTITION = 3;

    final Logs logs = Logs.ofTheGateway();
    final AvroSerde<Outcome> serde =
            AvroSerde.forValues(Outcome.class, new InMemorySchemaRegistry());
    final BlockingQueue<Outcome> heard = new LinkedBlockingQueue<>();
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 500_000_000);
    final KafkaContact contact = new KafkaContact(nanos::get);
    final FakeOutcomes kafka = new FakeOutcomes(PARTITION);
    private OutcomeTail tail = tail(heard::add, kafka);

    private OutcomeTail tail(OutcomeTail.Listener listener, FakeOutcomes... consumers) {
        Queue<Consumer<String, byte[]>> queue = new ArrayDeque<>(List.of(consumers));
        return OutcomeTail.start(
                queue::remove,
                new ClientMeters(new SimpleMeterRegistry()),
                serde.deserializer(),
                PARTITION,
                listener,
                contact);
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    /** In the place of the one that every test begins with. */
    private void restart(OutcomeTail.Listener listener, FakeOutcomes... consumers) {
        tail.close();
        tail = tail(listener, consumers);
    }

    @AfterEach
    void close() {
        tail.close();
        logs.close();
    }

    private static Outcome outcome(String id) {
        return new Outcome(new ReplyTo(PARTITION, "mine", id), "c", false, new UploadCancelled());
    }

    private byte[] bytes(String id) {
        return serde.serializer().serialize(MediaTopic.OUTCOMES.topic(), outcome(id));
    }

    @Test
    void itReadsFromTheEndOn() throws InterruptedException {
        kafka.awaitPoll();
        assertThat(contact.isReading()).isTrue();
        assertThat(kafka.assignment())
                .containsExactly(new TopicPartition(MediaTopic.OUTCOMES.topic(), PARTITION));

        kafka.record(FakeOutcomes.END - 1, bytes("old"));
        kafka.record(FakeOutcomes.END, bytes("new"));
        kafka.record(FakeOutcomes.END + 1, bytes("newer"));

        assertThat(heard.take()).isEqualTo(outcome("new"));
        assertThat(heard.take()).isEqualTo(outcome("newer"));
    }

    @Test
    void whatIsNoOutcomeIsPassedOver() throws InterruptedException {
        kafka.awaitPoll();
        kafka.record(FakeOutcomes.END, new byte[] {1, 2, 3});
        kafka.record(FakeOutcomes.END + 1, new byte[] {});
        kafka.record(FakeOutcomes.END + 2, bytes("good"));

        assertThat(heard.take()).isEqualTo(outcome("good"));
        assertThat(logs.lines(Level.WARN))
                .hasSize(2)
                .first()
                .asString()
                .startsWith("outcome media.outcomes-3@5 cannot be decoded");
    }

    @Test
    void aPollThatFindsNothingIsNoSignOfLife() throws InterruptedException {
        kafka.awaitPoll();
        kafka.silent(true);

        pass(KafkaContact.ASK_AFTER);
        kafka.pollInVain();
        assertThat(kafka.endsAsked())
                .containsExactly(new TopicPartition(MediaTopic.OUTCOMES.topic(), PARTITION));
        assertThat(contact.isReading()).isTrue();

        pass(KafkaContact.LOST_AFTER);
        assertThat(contact.isReading()).isFalse();
        kafka.pollInVain();
        kafka.pollInVain();
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "not ready: the leader of media.outcomes-3 has not answered for 7 s");

        pass(Duration.ofSeconds(60));
        kafka.silent(false);
        kafka.pollInVain();
        kafka.pollInVain();
        assertThat(contact.isReading()).isTrue();
        assertThat(logs.lines(Level.WARN)).hasSize(1);
        assertThat(logs.lines(Level.INFO))
                .filteredOn(line -> line.startsWith("ready again"))
                .containsExactly(
                        "ready again after 60 s: commands are taken and their outcomes are read");
    }

    @Test
    void whatWasWrittenMeanwhileIsReadAfterwards() throws InterruptedException {
        kafka.awaitPoll();
        kafka.silent(true);
        pass(KafkaContact.LOST_AFTER);
        kafka.pollInVain();

        kafka.record(FakeOutcomes.END, bytes("meanwhile"));

        assertThat(heard.take()).isEqualTo(outcome("meanwhile"));
        assertThat(contact.isReading()).isTrue();
    }

    @Test
    void whoReadsNeedNotAsk() throws InterruptedException {
        kafka.awaitPoll();
        for (int i = 0; i < 5; i++) {
            pass(KafkaContact.LOST_AFTER);
            kafka.pollFinding(FakeOutcomes.END + i, bytes("busy"));
        }
        pass(KafkaContact.ASK_AFTER.minusNanos(1));
        kafka.pollInVain();

        assertThat(contact.isReading()).isTrue();
        assertThat(heard).hasSize(5);
        assertThat(kafka.endsAsked()).isEmpty();
    }

    @Test
    void theLeaderOfATopicThatRefusedIsAskedUntilItAnswers() throws InterruptedException {
        var claims = new TopicPartition(MediaTopic.CLAIM_COMMANDS.topic(), 0);
        kafka.awaitPoll();
        contact.refused(MediaTopic.CLAIM_COMMANDS, new TimeoutException("no leader"));
        kafka.pollInVain();
        assertThat(kafka.endsAsked()).isEmpty();

        pass(KafkaContact.LOST_AFTER);
        kafka.silent(true);
        kafka.pollInVain();
        kafka.pollInVain();
        assertThat(kafka.endsAsked()).containsOnlyOnce(claims);
        assertThat(contact.isReady()).isFalse();

        pass(KafkaContact.LOST_AFTER);
        kafka.silent(false);
        kafka.pollInVain();
        kafka.pollInVain();
        assertThat(kafka.endsAsked()).containsOnlyOnce(claims);
        assertThat(contact.isReady()).isTrue();
    }

    @Test
    void itIsNotReadingWhereItDoesNotKnowItsPlace() throws InterruptedException {
        var lost = new LostPlace();
        var found = new FakeOutcomes(PARTITION);
        restart(heard::add, lost, found);

        lost.asked.take();
        assertThat(contact.isReading()).isFalse();
        lost.answer.put(new TimeoutException("no broker"));
        found.awaitPoll();

        assertThat(contact.isReading()).isTrue();
        assertThat(lost.closed()).isTrue();
    }

    /** Its broker does not answer for a while, and then not at all. */
    private static final class LostPlace extends FakeOutcomes {
        final BlockingQueue<TopicPartition> asked = new LinkedBlockingQueue<>();
        final BlockingQueue<RuntimeException> answer = new LinkedBlockingQueue<>();

        LostPlace() {
            super(PARTITION);
        }

        @Override
        @SuppressWarnings("UnsynchronizedOverridesSynchronized")
        public long position(TopicPartition partition) {
            asked.add(partition);
            try {
                throw answer.take();
            } catch (InterruptedException e) {
                throw new IllegalStateException(e);
            }
        }
    }

    @Test
    void aPartitionThatIsNotThereIsSaidOnceAndWaitedFor() throws InterruptedException {
        var few = new FakeOutcomes(PARTITION);
        few.partitions(0);
        restart(heard::add, few);
        few.awaitQuestionsForPartitions(1);

        few.partitions(PARTITION);
        few.awaitQuestionsForPartitions(3);
        assertThat(contact.isReading()).isFalse();
        assertThat(logs.lines(Level.WARN))
                .containsExactly(
                        "outcomes cannot be read, trying again: "
                                + "Expected partition 3, counted from 0, of media.outcomes"
                                + " (media.outcome-partition, MEDIA_OUTCOME_PARTITION),"
                                + " but it has 0 partitions",
                        "outcomes cannot be read, trying again: "
                                + "Expected partition 3, counted from 0, of media.outcomes"
                                + " (media.outcome-partition, MEDIA_OUTCOME_PARTITION),"
                                + " but it has 3 partitions");

        few.partitions(PARTITION + 1);
        few.awaitPoll();
        assertThat(contact.isReading()).isTrue();
        few.record(FakeOutcomes.END, bytes("at last"));
        assertThat(heard.take()).isEqualTo(outcome("at last"));
    }

    @Test
    void closingEndsTheWaitForAPartition() throws InterruptedException {
        var none = new FakeOutcomes(PARTITION);
        none.partitions(0);
        restart(heard::add, none);
        none.awaitQuestionsForPartitions(1);

        tail.close();

        assertThat(none.closed()).isTrue();
    }

    @Test
    void itGoesOnWithAnotherConsumerWhereOneFails() throws InterruptedException {
        var second = new FakeOutcomes(PARTITION);
        restart(heard::add, kafka(), second);

        second.awaitPoll();
        second.record(FakeOutcomes.END, bytes("after"));

        assertThat(heard.take()).isEqualTo(outcome("after"));
        assertThat(logs.lines(Level.WARN))
                .contains("outcomes cannot be read, trying again: no broker");
    }

    private static FakeOutcomes kafka() {
        var failing = new FakeOutcomes(PARTITION);
        failing.fail(new TimeoutException("no broker"));
        return failing;
    }

    @Test
    void notEvenABugEndsIt() throws InterruptedException {
        var first = new FakeOutcomes(PARTITION);
        var second = new FakeOutcomes(PARTITION);
        restart(
                outcome -> {
                    if (outcome.equals(outcome("bad"))) {
                        throw new IllegalStateException("a bug");
                    }
                    heard.add(outcome);
                },
                first,
                second);
        first.record(FakeOutcomes.END, bytes("bad"));
        second.record(FakeOutcomes.END, bytes("good"));

        assertThat(heard.take()).isEqualTo(outcome("good"));
        assertThat(logs.lines(Level.ERROR))
                .containsExactly("reading outcomes failed, trying again");
    }

    @Test
    void closingEndsItsPollAndItsConsumer() throws InterruptedException {
        kafka.awaitPoll();

        tail.close();

        assertThat(contact.isReading()).isFalse();
        assertThat(kafka.closed()).isTrue();
    }
}
