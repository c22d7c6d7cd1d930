package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AlterConfigOp;
import org.apache.kafka.clients.admin.ConfigEntry;
import org.apache.kafka.clients.admin.NewTopic;
import org.apache.kafka.common.config.ConfigResource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicMismatchException;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.kafka.KafkaUnavailableException;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** What the topics on a broker are like, and what is said where they were there before. */
@Timeout(120)
class TopicsOnKafkaTest {
    private static final int PARTITIONS = 3;

    @TempDir Path directory;
    private InProcessKafka kafka;
    private Admin admin;

    @BeforeEach
    void start() {
        kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0));
        admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()));
    }

    @AfterEach
    void stop() {
        admin.close();
        kafka.close();
    }

    @Test
    void createsAllOfThemOnceAndHasNothingToSayOfItsOwn() throws Exception {
        try (var log = new KafkaLog()) {
            provision((short) 1);
            var created = settings();
            provision((short) 1);

            assertThat(settings()).isEqualTo(created);
            assertThat(log.text())
                    .contains("created topic media.videos")
                    .doesNotContain("Expected");
        }
        assertThat(settings().get("media.claim-commands"))
                .containsEntry("message.timestamp.type", "LogAppendTime")
                .containsEntry("retention.ms", "-1");
        assertThat(settings().get("media.videos")).containsEntry("cleanup.policy", "compact");
        assertThat(settings().get("media.outcomes")).containsEntry("retention.ms", "600000");
        assertThat(partitions("media.outcomes")).isEqualTo(PARTITIONS);
        assertThat(partitions("media.claim-commands")).isEqualTo(1);
    }

    @Test
    void brokersThatAreMissingMayCome() throws Exception {
        assertThatThrownBy(() -> provision((short) 3))
                .isInstanceOf(KafkaUnavailableException.class)
                .hasMessageContaining("media.replication");
        // What was tried leaves nothing behind.
        assertThat(admin.listTopics().names().get(20, SECONDS)).isEmpty();
    }

    @Test
    void whatTheServiceCanLiveWithIsSaidAndLeft() throws Exception {
        provision((short) 1);
        alter("media.video-ready", "retention.ms", "86400000");
        alter("media.stream-tasks", "message.timestamp.type", "LogAppendTime");
        var before = settings();

        try (var log = new KafkaLog()) {
            assertThatCode(() -> provision((short) 1)).doesNotThrowAnyException();

            assertThat(log.text())
                    .contains(
                            "Expected topic media.video-ready to have retention.ms -1, but it has"
                                    + " 86400000. Nothing was changed.")
                    .contains(
                            "Expected topic media.stream-tasks to have message.timestamp.type"
                                    + " CreateTime, but it has LogAppendTime. Nothing was"
                                    + " changed.");
        }
        assertThat(settings()).isEqualTo(before);
    }

    @Test
    void whatItCannotLiveWithEndsTheStart() throws Exception {
        create(new NewTopic("media.claim-commands", 2, (short) 1));
        create(
                new NewTopic("media.videos", PARTITIONS, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact")));
        create(
                new NewTopic("media.video-commands", 1, (short) 1)
                        .configs(Map.of("cleanup.policy", "compact")));

        assertThatThrownBy(() -> provision((short) 1))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessageContaining(
                        "Expected topic media.claim-commands to have 1 partition, but it has 2:")
                .hasMessageContaining(
                        "Expected topic media.claim-commands to have message.timestamp.type"
                                + " LogAppendTime, but it has CreateTime: the log's time decides.")
                .hasMessageContaining(
                        "Expected topic media.video-commands to have 3 partitions, but it has 1:")
                .hasMessageContaining(
                        "Expected topic media.video-commands to have cleanup.policy delete, but it"
                                + " has compact:")
                .hasMessageNotContaining("media.videos ");
        assertThat(partitions("media.claim-commands")).isEqualTo(2);
        assertThat(settings().get("media.claim-commands"))
                .containsEntry("message.timestamp.type", "CreateTime");
    }

    @Test
    void topicsOfKafkaStreamsAreLookedAtToo() throws Exception {
        create(new NewTopic("divine-media-videos-changelog", PARTITIONS, (short) 1));
        create(new NewTopic("other-videos-changelog", PARTITIONS, (short) 1));

        assertThatThrownBy(
                        () ->
                                TopicProvisioning.provision(
                                        ProcessorSettings.alone(
                                                new KafkaConnection(
                                                        kafka.bootstrapServers(), Map.of()),
                                                directory.resolve("state"),
                                                ProcessorSettings.Topics.unreplicated(PARTITIONS)),
                                        Duration.ofSeconds(30)))
                .isInstanceOf(TopicMismatchException.class)
                .hasMessage(
                        "Expected topic divine-media-videos-changelog to have cleanup.policy"
                                + " compact, but it has delete: a store that is restored from it"
                                + " would lack rows.");
    }

    private void provision(short replication) {
        new TopicProvisioning(admin)
                .provision(
                        new ProcessorSettings.Topics(
                                PARTITIONS, replication, MediaTopic.DEFAULT_RETENTION));
    }

    private void create(NewTopic topic) throws Exception {
        admin.createTopics(List.of(topic)).all().get(20, SECONDS);
    }

    /** And waits until the broker, which hears of it from the controller, has it. */
    private void alter(String topic, String setting, String value) throws Exception {
        admin.incrementalAlterConfigs(
                        Map.of(
                                resource(topic),
                                List.of(
                                        new AlterConfigOp(
                                                new ConfigEntry(setting, value),
                                                AlterConfigOp.OpType.SET))))
                .all()
                .get(20, SECONDS);
        await().until(
                        () ->
                                value.equals(
                                        Objects.requireNonNull(settings().get(topic))
                                                .get(setting)));
    }

    private int partitions(String topic) throws Exception {
        var described = admin.describeTopics(List.of(topic)).allTopicNames().get(20, SECONDS);
        return Objects.requireNonNull(described.get(topic)).partitions().size();
    }

    private Map<String, Map<String, String>> settings() throws Exception {
        var resources = Arrays.stream(MediaTopic.values()).map(it -> resource(it.topic())).toList();
        var found = new HashMap<String, Map<String, String>>();
        admin.describeConfigs(resources)
                .all()
                .get(20, SECONDS)
                .forEach(
                        (topic, config) -> {
                            var settings = new HashMap<String, String>();
                            config.entries().forEach(it -> settings.put(it.name(), it.value()));
                            found.put(topic.name(), settings);
                        });
        return found;
    }

    private static ConfigResource resource(String topic) {
        return new ConfigResource(ConfigResource.Type.TOPIC, topic);
    }
}
