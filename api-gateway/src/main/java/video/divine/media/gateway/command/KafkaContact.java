package video.divine.media.gateway.command;

import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.AuthenticationException;
import org.apache.kafka.common.errors.AuthorizationException;
import org.apache.kafka.common.errors.RetriableException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.TimeUnit;
import java.util.function.LongSupplier;

/**
 * Whether a command that is sent now would be taken and answered, from what Kafka said last: when
 * the leader of our outcomes answered, and what became of the last write to each topic
 * (docs/adr/0024). The log has one line when that changes. Those who read and those who write tell
 * it, on their threads.
 */
final class KafkaContact {
    private static final Logger LOG = LoggerFactory.getLogger(KafkaContact.class);

    /** Of silence, before a leader is asked. An idle gateway asks no more often than that. */
    static final Duration ASK_AFTER = Duration.ofSeconds(2);

    /** Of silence, until nobody believes in an answer: a leader that changes takes less. */
    static final Duration LOST_AFTER = Duration.ofSeconds(5);

    /**
     * Every upload needs both, and each has one partition. A partition of the videos' that takes
     * nothing is a part of the work, and the same for all gateways.
     */
    private static final Set<MediaTopic> NEEDED =
            EnumSet.of(MediaTopic.CLAIM_COMMANDS, MediaTopic.GOVERNOR_COMMANDS);

    private final LongSupplier nanos;

    /** Those that took nothing the last time, and when that was or their leader was last asked. */
    private final Map<MediaTopic, Long> closed = new EnumMap<>(MediaTopic.class);

    private boolean reading;
    private long answeredAt;
    private boolean lost;
    private long lostAt;

    /**
     * Before anything was read.
     *
     * @param nanos of a clock that is never set, as {@link System#nanoTime}
     */
    KafkaContact(LongSupplier nanos) {
        this.nanos = nanos;
    }

    /** Outcomes are read from now on, from a known place. */
    synchronized void begin() {
        reading = true;
        answered();
    }

    /** Nothing is read any more; why is told by whoever reads. */
    synchronized void end() {
        reading = false;
        lost = false;
    }

    /** The leader of our outcomes gave a record, or another answer. */
    synchronized void answered() {
        answeredAt = nanos.getAsLong();
        tellIfFound();
    }

    /** It was asked, and did not answer in time. */
    synchronized void unanswered(TopicPartition outcomes) {
        if (isCutOff()) {
            lose(
                    "the leader of "
                            + outcomes
                            + " has not answered for "
                            + TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - answeredAt)
                            + " s");
        }
    }

    /** Whether the leader of our outcomes is to be asked. */
    synchronized boolean isSilent() {
        return isOver(answeredAt, ASK_AFTER);
    }

    /** The topic took a command. */
    synchronized void taken(MediaTopic topic) {
        if (!closed.isEmpty() && closed.remove(topic) != null) {
            tellIfFound();
        }
    }

    /** It did not. What is a record's own fault says nothing of the topic. */
    synchronized void refused(MediaTopic topic, Throwable failure) {
        var reason = NestedExceptionUtils.getMostSpecificCause(failure);
        if (NEEDED.contains(topic) && isKafkas(reason)) {
            closed.put(topic, nanos.getAsLong());
            if (reading) {
                lose(topic.topic() + " takes no commands: " + reason.getMessage());
            }
        }
    }

    private static boolean isKafkas(Throwable reason) {
        return reason instanceof RetriableException
                || reason instanceof AuthorizationException
                || reason instanceof AuthenticationException;
    }

    /**
     * A topic whose leader is to be asked: nobody writes to it while we are not ready, so that no
     * write would tell that it takes commands again.
     */
    synchronized Optional<MediaTopic> doubtful() {
        return closed.entrySet().stream()
                .filter(it -> isOver(it.getValue(), LOST_AFTER))
                .map(Map.Entry::getKey)
                .findFirst();
    }

    /** The leader of that topic was asked, and did not answer in time. */
    synchronized void unanswered(MediaTopic topic) {
        closed.replace(topic, nanos.getAsLong());
    }

    /** Outcomes are being read, and their leader is there. */
    synchronized boolean isReading() {
        return reading && isFresh();
    }

    /** Outcomes were being read until their leader fell silent. */
    synchronized boolean isCutOff() {
        return reading && !isFresh();
    }

    /** The same, and commands are taken. */
    synchronized boolean isReady() {
        return isReading() && closed.isEmpty();
    }

    /** It was told that we are not ready, and not yet that we are again. */
    synchronized boolean isLost() {
        return lost;
    }

    private boolean isFresh() {
        return !isOver(answeredAt, LOST_AFTER);
    }

    private boolean isOver(long since, Duration time) {
        return nanos.getAsLong() - since >= time.toNanos();
    }

    private void lose(String reason) {
        if (!lost) {
            lost = true;
            lostAt = nanos.getAsLong();
            LOG.warn("not ready: {}", reason);
        }
    }

    private void tellIfFound() {
        if (lost && isReady()) {
            lost = false;
            LOG.info(
                    "ready again after {} s: commands are taken and their outcomes are read",
                    TimeUnit.NANOSECONDS.toSeconds(nanos.getAsLong() - lostAt));
        }
    }
}
