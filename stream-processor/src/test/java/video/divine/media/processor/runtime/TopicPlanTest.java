package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.schemas.MediaTopic.CLAIM_COMMANDS;
import static video.divine.media.schemas.MediaTopic.DEAD_LETTERS;
import static video.divine.media.schemas.MediaTopic.DEFAULT_RETENTION;
import static video.divine.media.schemas.MediaTopic.OUTCOMES;
import static video.divine.media.schemas.MediaTopic.VIDEOS;
import static video.divine.media.schemas.MediaTopic.VIDEO_COMMANDS;
import static video.divine.media.schemas.MediaTopic.VIDEO_EVENTS;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.schemas.MediaTopic;

import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

class TopicPlanTest {
    private static final int PARTITIONS = 4;
    private static final TopicPlan ALONE = new TopicPlan(PARTITIONS, (short) 1, DEFAULT_RETENTION);
    private static final TopicPlan CLUSTER =
            new TopicPlan(PARTITIONS, (short) 3, DEFAULT_RETENTION);

    @ParameterizedTest
    @EnumSource
    void whatIsCreatedIsAsPlanned(MediaTopic topic) {
        for (var plan : List.of(ALONE, CLUSTER)) {
            var created = plan.create(topic);
            var existing =
                    new ExistingTopic(
                            topic.topic(),
                            created.numPartitions(),
                            created.replicationFactor(),
                            created.configs());

            assertThat(plan.compare(topic, existing)).isEmpty();
        }
    }

    @Test
    void twoReplicasOfThreeAreInSync() {
        assertThat(CLUSTER.create(VIDEOS).configs()).containsEntry("min.insync.replicas", "2");
        assertThat(ALONE.create(VIDEOS).configs()).doesNotContainKey("min.insync.replicas");
        assertThat(CLUSTER.compare(VIDEOS, with(CLUSTER, VIDEOS, "min.insync.replicas", "1")))
                .containsExactly(
                        new TopicMismatch(
                                "Expected topic media.videos to have min.insync.replicas 2, but it has 1.",
                                false));
    }

    @Test
    void whatIsWorkedOffIsKeptAsLongAsIsSaid() {
        var plan = new TopicPlan(PARTITIONS, (short) 1, Duration.ofHours(6));
        var sixHours = String.valueOf(Duration.ofHours(6).toMillis());

        assertThat(plan.create(VIDEO_COMMANDS).configs())
                .containsEntry("retention.ms", sixHours)
                .containsEntry("segment.ms", sixHours);
        assertThat(plan.create(CLAIM_COMMANDS).configs()).containsEntry("retention.ms", "-1");
        assertThat(plan.create(VIDEO_EVENTS).configs()).containsEntry("retention.ms", "-1");
        assertThat(plan.create(OUTCOMES).configs()).containsEntry("retention.ms", "600000");
    }

    @Test
    void anotherPartitionCountStops() {
        assertThat(ALONE.compare(VIDEOS, with(ALONE, VIDEOS, 5, 1)))
                .containsExactly(
                        new TopicMismatch(
                                "Expected topic media.videos to have 4 partitions, but it has 5:"
                                        + " the count is fixed at the first start"
                                        + " (media.partitions).",
                                true));
        assertThat(ALONE.compare(CLAIM_COMMANDS, with(ALONE, CLAIM_COMMANDS, 2, 1)))
                .containsExactly(
                        new TopicMismatch(
                                "Expected topic media.claim-commands to have 1 partition, but it"
                                        + " has 2: one log makes each of its decisions.",
                                true));
    }

    @Test
    void anotherReplicationIsToBeWeighed() {
        assertThat(CLUSTER.compare(VIDEOS, with(CLUSTER, VIDEOS, PARTITIONS, 1)))
                .containsExactly(
                        new TopicMismatch(
                                "Expected topic media.videos to have replication factor 3, but it"
                                        + " has 1 (media.replication).",
                                false));
    }

    @Test
    void commandsWithoutTheLogsTimeStop() {
        assertThat(stops(CLAIM_COMMANDS, "message.timestamp.type", "CreateTime"))
                .isEqualTo(
                        "Expected topic media.claim-commands to have message.timestamp.type"
                                + " LogAppendTime, but it has CreateTime: the log's time decides.");
        assertThat(weighed(VIDEO_EVENTS, "message.timestamp.type", "LogAppendTime"))
                .isEqualTo(
                        "Expected topic media.video-events to have message.timestamp.type"
                                + " CreateTime, but it has LogAppendTime.");
    }

    @Test
    void compactionWhereEachRecordCountsStops() {
        assertThat(stops(VIDEO_COMMANDS, "cleanup.policy", "compact"))
                .contains("to have cleanup.policy delete, but it has compact: of several records");
        assertThat(stops(VIDEO_EVENTS, "cleanup.policy", "delete,compact")).contains("compact");
        assertThat(weighed(VIDEOS, "cleanup.policy", "delete"))
                .isEqualTo(
                        "Expected topic media.videos to have cleanup.policy compact, but it has delete.");
        assertThat(weighed(VIDEOS, "cleanup.policy", "compact,delete")).contains("compact,delete");
    }

    @Test
    void retentionIsToBeWeighed() {
        assertThat(weighed(VIDEO_EVENTS, "retention.ms", "86400000"))
                .isEqualTo(
                        "Expected topic media.video-events to have retention.ms -1, but it has 86400000.");
        assertThat(weighed(OUTCOMES, "segment.ms", "604800000")).contains("segment.ms 300000");
    }

    @Test
    void deadLettersThatDoNotFitStop() {
        assertThat(stops(DEAD_LETTERS, "max.message.bytes", "1048588"))
                .contains("max.message.bytes 2097152, but it has 1048588: one record");
        assertThat(weighed(DEAD_LETTERS, "max.message.bytes", "4194304")).contains("4194304");
    }

    @Test
    void eachDifferenceIsASentence() {
        var existing = new ExistingTopic("media.claim-commands", 3, 2, Map.of());

        assertThat(CLUSTER.compare(CLAIM_COMMANDS, existing))
                .extracting(TopicMismatch::sentence)
                .hasSize(7)
                .allMatch(it -> it.startsWith("Expected topic media.claim-commands to have "))
                .allMatch(it -> it.endsWith("."));
    }

    @Test
    void topicsOfKafkaStreamsAreComparedToo() {
        assertThat(TopicPlan.isInternal("media", "media-videos-changelog")).isTrue();
        assertThat(TopicPlan.isInternal("media", "media-x-repartition")).isTrue();
        assertThat(TopicPlan.isInternal("media", "media.videos")).isFalse();
        assertThat(TopicPlan.isInternal("media", "other-videos-changelog")).isFalse();

        var changelog =
                new ExistingTopic(
                        "media-videos-changelog",
                        4,
                        1,
                        Map.of("cleanup.policy", "delete", "min.insync.replicas", "1"));
        assertThat(CLUSTER.compareInternal(changelog))
                .containsExactly(
                        new TopicMismatch(
                                "Expected topic media-videos-changelog to have replication factor 3,"
                                        + " but it has 1 (media.replication).",
                                false),
                        new TopicMismatch(
                                "Expected topic media-videos-changelog to have min.insync.replicas"
                                        + " 2, but it has 1.",
                                false),
                        new TopicMismatch(
                                "Expected topic media-videos-changelog to have cleanup.policy"
                                        + " compact, but it has delete: a store that is restored"
                                        + " from it would lack rows.",
                                true));
    }

    private static String stops(MediaTopic topic, String setting, String actual) {
        return only(topic, setting, actual, true);
    }

    private static String weighed(MediaTopic topic, String setting, String actual) {
        return only(topic, setting, actual, false);
    }

    private static String only(MediaTopic topic, String setting, String actual, boolean stops) {
        var mismatches = ALONE.compare(topic, with(ALONE, topic, setting, actual));
        assertThat(mismatches).singleElement().extracting(TopicMismatch::stops).isEqualTo(stops);
        return mismatches.getFirst().sentence();
    }

    private static ExistingTopic with(
            TopicPlan plan, MediaTopic topic, int partitions, int replication) {
        return new ExistingTopic(
                topic.topic(), partitions, replication, plan.create(topic).configs());
    }

    private static ExistingTopic with(
            TopicPlan plan, MediaTopic topic, String setting, String actual) {
        var settings = new HashMap<>(plan.create(topic).configs());
        settings.put(setting, actual);
        return new ExistingTopic(
                topic.topic(), topic.partitions(PARTITIONS), plan.replication(), settings);
    }
}
