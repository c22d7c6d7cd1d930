package video.divine.media.processor.runtime;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.KafkaFuture;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.errors.InterruptException;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaFailureException;
import video.divine.media.service.kafka.KafkaFailures;
import video.divine.media.service.kafka.KafkaUnavailableException;

import java.time.Duration;
import java.util.Arrays;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeSet;

/**
 * Creates the topics of the catalogue where they are missing, and compares those that are there
 * with what was asked for. It never changes one: each difference is a sentence in the log, and some
 * of them end the start (docs/adr/0023).
 */
public final class TopicProvisioning {
    private static final Logger LOG = LoggerFactory.getLogger(TopicProvisioning.class);
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    /** A client that gives up says what it was waiting for. */
    private static final Duration CLIENT_FIRST = Duration.ofSeconds(2);

    private static final int DESCRIBE_ATTEMPTS = 100;
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final Admin admin;
    private final Duration patience;

    public TopicProvisioning(Admin admin) {
        this(admin, PATIENCE);
    }

    /**
     * @param patience for each answer
     */
    public TopicProvisioning(Admin admin, Duration patience) {
        this.admin = admin;
        this.patience = patience;
    }

    /**
     * With an admin client of its own, and also on the topics that Kafka Streams made for itself.
     * To be called again and again until Kafka is there.
     *
     * @param patience of the client for each answer
     * @throws KafkaFailureException if Kafka does not answer or does not take this client
     * @throws TopicMismatchException as of {@link #provision(ProcessorSettings.Topics)}
     */
    public static void provision(ProcessorSettings settings, Duration patience) {
        try (var admin = Admin.create(StreamsSettings.admin(settings, patience))) {
            var provisioning = new TopicProvisioning(admin, patience.plus(CLIENT_FIRST));
            provisioning.provision(settings.topics());
            provisioning.checkInternal(settings);
        } catch (KafkaException e) {
            throw KafkaFailures.of(e);
        }
    }

    /**
     * Creates what is missing and compares the rest.
     *
     * @throws KafkaFailureException where Kafka does not answer, has not enough brokers yet, or
     *     does not take this client
     * @throws TopicMismatchException where an existing topic has another partition count, another
     *     clock, or loses records that are needed
     */
    public void provision(ProcessorSettings.Topics topics) {
        var plan = TopicPlan.of(topics);
        var existing = await(admin.listTopics().names());
        create(
                plan,
                Arrays.stream(MediaTopic.values())
                        .filter(it -> !existing.contains(it.topic()))
                        .toList());
        var found = describe(Arrays.stream(MediaTopic.values()).map(MediaTopic::topic).toList());
        report(
                Arrays.stream(MediaTopic.values())
                        .flatMap(it -> plan.compare(it, topic(found, it.topic())).stream())
                        .toList());
    }

    /** What Kafka Streams made before the replication was raised is as it was then. */
    private void checkInternal(ProcessorSettings settings) {
        var plan = TopicPlan.of(settings.topics());
        var names = new TreeSet<String>();
        for (var name : await(admin.listTopics().names())) {
            if (TopicPlan.isInternal(settings.applicationId(), name)) {
                names.add(name);
            }
        }
        var found = describe(names);
        report(
                names.stream()
                        .flatMap(it -> plan.compareInternal(topic(found, it)).stream())
                        .toList());
    }

    private void create(TopicPlan plan, List<MediaTopic> missing) {
        if (missing.isEmpty()) {
            return;
        }
        admin.createTopics(missing.stream().map(plan::create).toList())
                .values()
                .forEach(
                        (name, created) -> {
                            try {
                                await(created);
                                LOG.info("created topic {}", name);
                            } catch (TopicExistsException e) {
                                LOG.info("topic {} was created by another process", name);
                            }
                        });
    }

    private static void report(List<TopicMismatch> mismatches) {
        var fatal = mismatches.stream().filter(TopicMismatch::stops).toList();
        mismatches.stream()
                .filter(it -> !it.stops())
                .forEach(it -> LOG.warn("{} Nothing was changed.", it.sentence()));
        if (!fatal.isEmpty()) {
            throw new TopicMismatchException(fatal);
        }
    }

    private static ExistingTopic topic(Map<String, ExistingTopic> found, String name) {
        return Objects.requireNonNull(found.get(name), "Kafka describes all that it is asked for");
    }

    /**
     * A topic is acknowledged by the controller before the broker that is asked has heard of it.
     */
    private Map<String, ExistingTopic> describe(Collection<String> names) {
        for (var attempt = 1; ; attempt++) {
            try {
                return describeOnce(names);
            } catch (KafkaUnavailableException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || attempt == DESCRIBE_ATTEMPTS) {
                    throw e;
                }
                pause();
            }
        }
    }

    private Map<String, ExistingTopic> describeOnce(Collection<String> names) {
        var descriptions = await(admin.describeTopics(names).allTopicNames());
        var settings =
                await(
                        admin.describeConfigs(
                                        names.stream().map(TopicProvisioning::resource).toList())
                                .all());
        var found = new HashMap<String, ExistingTopic>();
        descriptions.forEach(
                (name, description) ->
                        found.put(
                                name,
                                ExistingTopic.of(
                                        description,
                                        Objects.requireNonNull(settings.get(resource(name))))));
        return found;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }

    private <T> T await(KafkaFuture<T> future) {
        return KafkaFailures.await(future, patience);
    }

    private static void pause() {
        try {
            Thread.sleep(LOOK_AGAIN);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new InterruptException(e);
        }
    }
}
