package video.divine.media.standalone.registry;

import static java.util.concurrent.TimeUnit.NANOSECONDS;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.apache.kafka.common.config.TopicConfig;
import org.apache.kafka.common.errors.TopicExistsException;
import org.apache.kafka.common.errors.UnknownTopicOrPartitionException;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;

/** Sees to it that the log's topic exists and will keep what is written to it. */
final class LogTopic {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final RegistrySettings settings;

    LogTopic(RegistrySettings settings) {
        this.settings = settings;
    }

    /**
     * Creates the topic, or checks the one that is there.
     *
     * @throws RegistryStartException if Kafka does not answer, or the topic would lose schemas
     */
    void prepare() {
        var properties = new HashMap<String, Object>(settings.clientProperties());
        properties.put("bootstrap.servers", settings.bootstrapServers());
        // Below the patience, so that the sentence is ours.
        properties.put("default.api.timeout.ms", (int) settings.patience().toMillis());
        properties.put("request.timeout.ms", (int) Math.min(5_000, settings.patience().toMillis()));
        try (var admin = Admin.create(properties)) {
            create(admin);
            check(admin);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RegistryStartException("The schema registry's start was interrupted.", e);
        } catch (TimeoutException | ExecutionException e) {
            throw new RegistryStartException(
                    "The schema registry cannot prepare its topic %s at %s: %s."
                            .formatted(
                                    settings.topic(),
                                    settings.bootstrapServers(),
                                    e instanceof ExecutionException
                                            ? String.valueOf(e.getCause())
                                            : "no answer in time"),
                    e);
        }
    }

    private void create(Admin admin)
            throws InterruptedException, TimeoutException, ExecutionException {
        var topic =
                new NewTopic(settings.topic(), 1, settings.replication())
                        .configs(
                                Map.of(
                                        TopicConfig.CLEANUP_POLICY_CONFIG,
                                        TopicConfig.CLEANUP_POLICY_COMPACT,
                                        TopicConfig.MIN_IN_SYNC_REPLICAS_CONFIG,
                                        settings.replication() >= 3 ? "2" : "1"));
        try {
            admin.createTopics(List.of(topic))
                    .all()
                    .get(settings.patience().toNanos(), NANOSECONDS);
        } catch (ExecutionException e) {
            if (!(e.getCause() instanceof TopicExistsException)) {
                throw e;
            }
        }
    }

    /**
     * A topic is acknowledged by the controller before the broker that is asked has heard of it.
     */
    private void check(Admin admin)
            throws InterruptedException, TimeoutException, ExecutionException {
        var giveUp = System.nanoTime() + settings.patience().toNanos();
        while (true) {
            try {
                checkOnce(admin);
                return;
            } catch (ExecutionException e) {
                if (!(e.getCause() instanceof UnknownTopicOrPartitionException)
                        || System.nanoTime() > giveUp) {
                    throw e;
                }
                Thread.sleep(LOOK_AGAIN);
            }
        }
    }

    private void checkOnce(Admin admin)
            throws InterruptedException, TimeoutException, ExecutionException {
        var name = settings.topic();
        var resource = new ConfigResource(ConfigResource.Type.TOPIC, name);
        var policy =
                Optional.ofNullable(
                                admin.describeConfigs(List.of(resource))
                                        .all()
                                        .get(settings.patience().toNanos(), NANOSECONDS)
                                        .get(resource))
                        .map(it -> it.get(TopicConfig.CLEANUP_POLICY_CONFIG).value())
                        .orElse("");
        if (!policy.equals(TopicConfig.CLEANUP_POLICY_COMPACT)) {
            throw new RegistryStartException(
                    "Expected the topic %s to have cleanup.policy=compact, but it has %s: schemas would be lost."
                            .formatted(name, policy),
                    null);
        }
        var described =
                admin.describeTopics(List.of(name))
                        .allTopicNames()
                        .get(settings.patience().toNanos(), NANOSECONDS)
                        .get(name);
        int partitions = described == null ? 0 : described.partitions().size();
        if (partitions != 1) {
            throw new RegistryStartException(
                    "Expected the topic %s to have one partition, but it has %d: schemas would have no order."
                            .formatted(name, partitions),
                    null);
        }
    }
}
