package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.processor.Sample;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.governor.CallPriority;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.runtime.KnownSchemas;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;

/** A processor takes over what it never wrote, while its registry is away. */
class AbsentRegistryTest {
    /** A client that remembers, and whose registry goes away. */
    private static final class Remembering implements SchemaRegistry {
        private record Asked(String subject, Schema schema) {}

        private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
        private final Set<Asked> registered = new HashSet<>();
        private final Set<Integer> known = new HashSet<>();
        final Set<String> learnt = new HashSet<>();
        boolean away;

        @Override
        public int register(String subject, Schema schema) {
            if (registered.add(new Asked(subject, schema)) && away) {
                throw new RegistryUnavailableException("away for " + subject, null);
            }
            var id = registry.register(subject, schema);
            known.add(id);
            return id;
        }

        @Override
        public Schema schema(int id) {
            if (known.add(id) && away) {
                throw new RegistryUnavailableException("away for " + id, null);
            }
            return registry.schema(id);
        }

        @Override
        public void learn(String subject) {
            learnt.add(subject);
        }

        Set<String> subjects() {
            var subjects = new HashSet<String>();
            registered.forEach(it -> subjects.add(it.subject()));
            return subjects;
        }
    }

    private static final String APPLICATION = "media";

    private final Remembering registry = new Remembering();
    private final ProcessorSettings settings =
            new ProcessorSettings(
                    "unused:1",
                    APPLICATION,
                    Path.of("unused"),
                    1,
                    (short) 1,
                    1,
                    Duration.ofMillis(5),
                    1,
                    Map.of());

    @Test
    void everyDecisionAndEveryRowCanBeWrittenAndRead(@TempDir Path stateDirectory) {
        KnownSchemas.fetch(settings, registry);
        registry.away = true;

        try (var media =
                new MediaDriver(
                        stateDirectory, ReconcilerMetrics.NONE, new RunningTasks(), registry)) {
            media.ask(reserve(1, ALICE, sha256(1)))
                    .ask(confirm(1, 1, 1))
                    .ask(reserve(2, ALICE))
                    .ask(confirm(2, 1, 2))
                    .seconds(60)
                    .tell(1, new RecordNotice(ready(100)))
                    .tell(2, new RecordNotice(error()))
                    .tell(7, new RecordNotice(ready(100)))
                    .ask(1, new DeleteVideo(id(101), ALICE))
                    .ask(new LeaseCalls(id(9), 1, CallPriority.USER, 1_100));

            // Else it would prove less than it says.
            assertThat(media.written())
                    .containsAll(changelogs())
                    .containsAll(ownTopics().keySet())
                    .contains(
                            MediaTopic.VIDEO_FAILED.topic(),
                            MediaTopic.VIDEO_READY.topic(),
                            MediaTopic.STREAM_TASKS.topic(),
                            MediaTopic.OUTCOMES.topic());
        }
    }

    @Test
    void whatWasWrittenByEarlierReleasesIsLearntOfEachSubject() {
        KnownSchemas.fetch(settings, registry);

        assertThat(registry.learnt).isEqualTo(registry.subjects());
        assertThat(registry.learnt)
                .contains(
                        "media-claims-aliases-changelog-value",
                        "media-publisher-events-repartition-value",
                        "media.video-commands-value");
    }

    @Test
    void readsCanBeAnswered() {
        KnownSchemas.fetch(settings, registry);
        registry.away = true;

        assertThat(registry.register("media.reads-value", ReadAnswer.getClassSchema()))
                .isPositive();
    }

    private static List<String> changelogs() {
        return Arrays.stream(TaskGroup.values())
                .flatMap(group -> group.stores().stream())
                .map(store -> APPLICATION + "-" + store + "-changelog")
                .toList();
    }

    private Map<String, Schema> ownTopics() {
        return new MediaTopology(
                        new MediaSerdes(new InMemorySchemaRegistry()),
                        ReconcilerMetrics.NONE,
                        Sample.PATIENCE)
                .ownTopics(APPLICATION);
    }
}
