package video.divine.media.processor.query;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListConsumerGroupOffsetsSpec;
import org.apache.kafka.common.KafkaException;
import org.apache.kafka.common.TopicPartition;
import org.apache.kafka.common.errors.InterruptException;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

/**
 * The {@link Coordinator} over a connection of its own. It is asked for the group's position in one
 * partition, which nobody else may answer; what it says does not matter.
 */
public final class KafkaCoordinator implements Coordinator {
    /** A broker that hangs is left after it: another one may have become the coordinator. */
    private static final Duration REQUEST = Duration.ofSeconds(1);

    private static final Duration CALL = Duration.ofSeconds(2);

    private final Admin admin;
    private final String group;
    private final Map<String, ListConsumerGroupOffsetsSpec> question;

    private KafkaCoordinator(Admin admin, String group) {
        this.admin = admin;
        this.group = group;
        this.question =
                Map.of(
                        group,
                        new ListConsumerGroupOffsetsSpec()
                                .topicPartitions(
                                        List.of(
                                                new TopicPartition(
                                                        MediaTopic.CLAIM_COMMANDS.topic(), 0))));
    }

    /**
     * Connects.
     *
     * @param client settings of an admin client; how long it waits is ours, whatever they say: a
     *     lease ends in seconds
     */
    public static KafkaCoordinator of(Map<String, Object> client, String group) {
        var impatient = new HashMap<>(client);
        impatient.put(AdminClientConfig.CLIENT_ID_CONFIG, group + "-membership");
        impatient.put(AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG, (int) REQUEST.toMillis());
        impatient.put(AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG, (int) CALL.toMillis());
        return new KafkaCoordinator(Admin.create(impatient), group);
    }

    @Override
    public void ask() {
        try {
            var _ =
                    admin.listConsumerGroupOffsets(question)
                            .partitionsToOffsetAndMetadata(group)
                            .get();
        } catch (ExecutionException e) {
            throw e.getCause() instanceof KafkaException kafka ? kafka : new KafkaException(e);
        } catch (InterruptedException e) {
            throw new InterruptException(e);
        }
    }

    @Override
    public void close() {
        admin.close(Duration.ZERO);
    }
}
