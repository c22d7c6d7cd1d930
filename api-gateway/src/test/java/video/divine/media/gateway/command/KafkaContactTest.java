package video.divine.media.gateway.command;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.NotEnoughReplicasException;
import org.apache.kafka.common.errors.RecordTooLargeException;
import org.apache.kafka.common.errors.TimeoutException;
import org.apache.kafka.common.errors.TopicAuthorizationException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.kafka.KafkaException;

import video.divine.media.gateway.Logs;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicLong;

/** What is known of Kafka, by a clock that only goes on when it is told to. */
class KafkaContactTest {
    private static final TopicPartition OUTCOMES =
            new TopicPartition(MediaTopic.OUTCOMES.topic(), 3);
    private static final Duration A_MOMENT = Duration.ofNanos(1);

    final Logs logs = Logs.ofTheGateway();

    /** It overflows on the way, as System.nanoTime may. */
    final AtomicLong nanos = new AtomicLong(Long.MAX_VALUE - 1_000);

    final KafkaContact contact = new KafkaContact(nanos::get);

    @AfterEach
    void close() {
        logs.close();
    }

    private void pass(Duration time) {
        nanos.addAndGet(time.toNanos());
    }

    @Test
    void itIsReadyFromTheFirstPlaceOn() {
        assertThat(contact.isReady()).isFalse();
        assertThat(contact.isCutOff()).isFalse();

        contact.begin();

        assertThat(contact.isReady()).isTrue();
        assertThat(logs.everything()).isEmpty();
    }

    @Test
    void silenceIsToBeBrokenAndThenBelieved() {
        contact.begin();
        pass(KafkaContact.ASK_AFTER.minus(A_MOMENT));
        assertThat(contact.isSilent()).isFalse();
        pass(A_MOMENT);
        assertThat(contact.isSilent()).isTrue();

        contact.answered();
        assertThat(contact.isSilent()).isFalse();

        pass(KafkaContact.LOST_AFTER.minus(A_MOMENT));
        contact.unanswered(OUTCOMES);
        assertThat(contact.isReady()).isTrue();
        assertThat(contact.isLost()).isFalse();
        pass(A_MOMENT);
        assertThat(contact.isReady()).isFalse();
        assertThat(contact.isCutOff()).isTrue();
    }

    @Test
    void eachChangeIsOneLine() {
        contact.begin();
        for (int outage = 1; outage <= 2; outage++) {
            pass(KafkaContact.LOST_AFTER);
            contact.unanswered(OUTCOMES);
            contact.refused(MediaTopic.CLAIM_COMMANDS, new TimeoutException("no leader"));
            contact.refused(MediaTopic.GOVERNOR_COMMANDS, new TimeoutException("no leader"));
            contact.unanswered(OUTCOMES);
            assertThat(logs.lines(Level.WARN)).hasSize(outage);

            // Each of them is back, and only then is it ready.
            contact.answered();
            contact.taken(MediaTopic.CLAIM_COMMANDS);
            assertThat(contact.isReady()).isFalse();
            contact.taken(MediaTopic.GOVERNOR_COMMANDS);
            contact.answered();
            assertThat(contact.isReady()).isTrue();
            assertThat(logs.lines(Level.INFO)).hasSize(outage);
        }
    }

    @Test
    void whoDoesNotReadHasToldWhy() {
        contact.begin();
        contact.end();

        assertThat(contact.isReady()).isFalse();
        assertThat(contact.isCutOff()).isFalse();
        contact.unanswered(OUTCOMES);
        contact.begin();
        assertThat(contact.isReady()).isTrue();
        assertThat(logs.everything()).isEmpty();
    }

    @Test
    void whatEveryUploadNeedsHasToBeTaken() {
        contact.begin();

        contact.refused(MediaTopic.GOVERNOR_COMMANDS, new NotEnoughReplicasException("one of 3"));

        assertThat(contact.isReady()).isFalse();
        assertThat(contact.isReading()).isTrue();
        assertThat(logs.lines(Level.WARN))
                .containsExactly("not ready: media.governor-commands takes no commands: one of 3");
    }

    @Test
    void aRightThatWasTakenAwayCounts() {
        contact.begin();

        contact.refused(
                MediaTopic.CLAIM_COMMANDS,
                new KafkaException("send", new TopicAuthorizationException("not allowed")));

        assertThat(contact.isReady()).isFalse();
    }

    @Test
    void aPartOfTheVideosOrARecordOfItsOwnOrAFullQueueSaysNothingOfKafka() {
        contact.begin();

        contact.refused(MediaTopic.VIDEO_COMMANDS, new TimeoutException("no leader"));
        contact.refused(MediaTopic.CLAIM_COMMANDS, new RecordTooLargeException("2 MiB"));
        contact.refused(MediaTopic.CLAIM_COMMANDS, new RejectedExecutionException("full"));

        assertThat(contact.isReady()).isTrue();
        assertThat(logs.everything()).isEmpty();
    }

    @Test
    void aTopicThatRefusedIsInDoubtAfterAWhile() {
        contact.begin();
        contact.refused(MediaTopic.CLAIM_COMMANDS, new TimeoutException("no leader"));
        assertThat(contact.doubtful()).isEmpty();

        pass(KafkaContact.LOST_AFTER);
        assertThat(contact.doubtful()).contains(MediaTopic.CLAIM_COMMANDS);
        contact.unanswered(MediaTopic.CLAIM_COMMANDS);
        assertThat(contact.doubtful()).isEmpty();

        pass(KafkaContact.LOST_AFTER);
        assertThat(contact.doubtful()).contains(MediaTopic.CLAIM_COMMANDS);
        contact.answered();
        contact.taken(MediaTopic.CLAIM_COMMANDS);
        assertThat(contact.doubtful()).isEmpty();
        assertThat(contact.isReady()).isTrue();
    }
}
