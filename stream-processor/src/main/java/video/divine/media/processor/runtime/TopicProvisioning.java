package video.divine.media.processor.runtime;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;

/**
 * Creates the topics of the catalogue where they are missing, and refuses to go on with ones that
 * do not fit: a changed partition count would send the keys of running stores elsewhere.
 */
public final class TopicProvisioning {
    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioning.class);
    private static final long TIMEOUT_SECONDS = 30;
    private static final int DESCRIBE_ATTEMPTS = 100;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Admin admin;

    public TopicProvisioning(Admin admin) {
        this.admin = admin;
    }

    /**
     * Creates what is missing and checks the rest.
     *
     * @param partitions of the topics that are spread by uid
     * @param replication of every topic
     * @throws TopicMismatchException where an existing topic has another partition count
     */
    public void provision(int partitions, short replication) {
        var missing = new ArrayList<NewTopic>();
        var existing = existing();
        for (var topic : MediaTopic.values()) {
            if (!existing.contains(topic.topic())) {
                missing.add(
                        new NewTopic(topic.topic(), topic.partitions(partitions), replication)
                                .configs(topic.settings()));
            }
        }
        create(missing);
        check(partitions);
    }

    private List<String> existing() {
        var ours = Arrays.stream(MediaTopic.values()).map(MediaTopic::topic).toList();
        return waitFor(admin.listTopics().names()).stream().filter(ours::contains).toList();
    }

    private void create(List<NewTopic> missing) {
        if (missing.isEmpty()) {
            return;
        }
        admin.createTopics(missing)
                .values()
                .forEach(
                        (name, created) -> {
                            try {
                                waitFor(created);
                                LOG.info("created topic {}", name);
                            } catch (TopicExistsException e) {
                                LOG.info("topic {} was created by another process", name);
                            }
                        });
    }

    private void check(int partitions) {
        var names = Arrays.stream(MediaTopic.values()).map(MediaTopic::topic).toList();
        var found = describe(admin, names);
        for (var topic : MediaTopic.values()) {
            var expected = topic.partitions(partitions);
            var description =
                    Objects.requireNonNull(found.get(topic.topic()), "describeTopics answers all");
            var actual = description.partitions().size();
            if (actual != expected) {
                throw new TopicMismatchException(
                        "Expected topic %s to have %d partitions, but it has %d: the count is fixed at the first start (media.partitions)"
                                .formatted(topic.topic(), expected, actual));
            }
        }
    }

    /**
     * A topic is acknowledged by the controller before the broker that is asked has heard of it.
     */
    private static Map<String, TopicDescription> describe(Admin admin, List<String> names) {
        for (var attempt = 1; ; attempt++) {
            try {
                return waitFor(admin.describeTopics(names).allTopicNames());
            } catch (UnknownTopicOrPartitionException e) {
                if (attempt == DESCRIBE_ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }

    private static <T> T waitFor(KafkaFuture<T> future) {
        try {
            return future.get(TIMEOUT_SECONDS, TimeUnit.SECONDS);
        } catch (ExecutionException e) {
            if (e.getCause() instanceof KafkaException kafka) {
                throw kafka;
            }
            throw new IllegalStateException(e.getCause());
        } catch (TimeoutException e) {
            throw new org.apache.kafka.common.errors.TimeoutException(
                    "Kafka did not answer within " + TIMEOUT_SECONDS + " s", e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
