package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.OffsetAndMetadata;
import org.apache.kafka.common.TopicPartition;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.util.FileSystemUtils;

import video.divine.media.avro.Video;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.schemas.MediaTopic;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * The steps of docs/operations.md by which the publishers' read store is made anew from the log of
 * video events: nothing is missing then, and nothing is counted twice.
 */
@Timeout(180)
class RebuildOnKafkaTest {
    private static final String APPLICATION = ProcessorSettings.DEFAULT_APPLICATION_ID;
    private static final String REPARTITION = APPLICATION + "-publisher-events-repartition";
    private static final List<String> CHANGELOGS =
            List.of(
                    APPLICATION + "-publisher-videos-changelog",
                    APPLICATION + "-publisher-counters-changelog");
    private static final String STATE = "streams";
    private static final int VIDEOS = 30;

    @TempDir Path directory;

    @Test
    void thePublishersStoresComeBackFromTheEvents() throws Exception {
        try (var kafka = new ProcessorsOnKafka(directory);
                var admin = kafka.admin();
                var log = kafka.log()) {
            List<Video> before;
            try (var streams = kafka.start(STATE)) {
                for (var uid : uids(0)) {
                    log.tell(uid, VideoLog.register(uid));
                }
                before = awaitVideos(streams, VIDEOS);
            }

            rebuild(admin, kafka.state(STATE));

            try (var streams = kafka.start(STATE)) {
                assertThat(awaitVideos(streams, VIDEOS)).isEqualTo(before);
                assertThat(streams.stores().counters(VideoLog.OWNER).orElseThrow().getUploads())
                        .isEqualTo(VIDEOS);
                // And it goes on from there.
                for (var uid : uids(VIDEOS)) {
                    log.tell(uid, VideoLog.register(uid));
                }
                assertThat(awaitVideos(streams, 2 * VIDEOS)).containsAll(before);
            }
        }
    }

    private static void rebuild(Admin admin, Path state) throws Exception {
        // kafka-consumer-groups.sh --reset-offsets --to-earliest --topic media.video-events
        var earliest = new HashMap<TopicPartition, OffsetAndMetadata>();
        for (int partition = 0; partition < ProcessorsOnKafka.PARTITIONS; partition++) {
            earliest.put(
                    new TopicPartition(MediaTopic.VIDEO_EVENTS.topic(), partition),
                    new OffsetAndMetadata(0));
        }
        admin.alterConsumerGroupOffsets(APPLICATION, earliest).all().get(20, SECONDS);
        // kafka-consumer-groups.sh --delete-offsets --topic …-publisher-events-repartition
        admin.deleteConsumerGroupOffsets(
                        APPLICATION,
                        IntStream.range(0, ProcessorsOnKafka.PARTITIONS)
                                .mapToObj(it -> new TopicPartition(REPARTITION, it))
                                .collect(Collectors.toSet()))
                .all()
                .get(20, SECONDS);
        // kafka-topics.sh --delete
        admin.deleteTopics(CHANGELOGS).all().get(20, SECONDS);
        admin.deleteTopics(List.of(REPARTITION)).all().get(20, SECONDS);
        await().until(
                        () ->
                                admin.listTopics().names().get(20, SECONDS).stream()
                                        .noneMatch(
                                                it ->
                                                        CHANGELOGS.contains(it)
                                                                || it.equals(REPARTITION)));
        // rm -r $MEDIA_DATA_DIR/streams/divine-media/1_*
        var deleted = 0;
        try (var tasks = Files.newDirectoryStream(state.resolve(APPLICATION), "1_*")) {
            for (var task : tasks) {
                deleted += FileSystemUtils.deleteRecursively(task) ? 1 : 0;
            }
        }
        assertThat(deleted).isEqualTo(ProcessorsOnKafka.PARTITIONS);
    }

    private static List<Video> awaitVideos(MediaStreams streams, int count) {
        ProcessorsOnKafka.awaitReady(streams);
        return await().atMost(ProcessorsOnKafka.PATIENCE)
                .ignoreException(StoreUnavailableException.class)
                .until(
                        () -> streams.stores().videosOf(VideoLog.OWNER, 10 * VIDEOS),
                        it -> it.size() >= count);
    }

    private static List<Uid> uids(int first) {
        return IntStream.range(first, first + VIDEOS)
                .mapToObj(it -> new Uid("video" + it))
                .toList();
    }
}
