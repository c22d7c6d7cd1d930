package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.streams.TopologyDescription;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.Sample;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.io.IOException;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Set;
import java.util.stream.Collectors;

/** The page about the topology is the topology. */
class TopologyDocumentTest {
    private static final Path DOCUMENT =
            Path.of(System.getProperty("basedir", "."), "..", "docs", "topology.md");

    private final TopologyDescription description =
            new MediaTopology(
                            new MediaSerdes(new InMemorySchemaRegistry()),
                            ReconcilerMetrics.NONE,
                            Sample.PATIENCE)
                    .get()
                    .describe();

    @Test
    void theDocumentIsUpToDate() throws IOException {
        var text = new TopologyDocument(description).text();
        if (System.getProperty("update-golden") != null) {
            Files.createDirectories(DOCUMENT.getParent());
            Files.writeString(DOCUMENT, text);
        }
        assertThat(DOCUMENT)
                .as("docs/topology.md is missing: run with -Dupdate-golden and commit it")
                .exists();
        assertThat(Files.readString(DOCUMENT))
                .as("docs/topology.md drifted: run with -Dupdate-golden and read the diff")
                .isEqualTo(text);
    }

    @Test
    void theStoresAreThoseOfTheCatalogue() {
        var catalogue =
                Arrays.stream(TopologyNames.class.getDeclaredFields())
                        .filter(field -> Modifier.isPublic(field.getModifiers()))
                        .map(
                                field -> {
                                    try {
                                        return String.valueOf(field.get(null));
                                    } catch (IllegalAccessException e) {
                                        throw new IllegalStateException(e);
                                    }
                                })
                        .collect(Collectors.toSet());

        assertThat(
                        description.subtopologies().stream()
                                .flatMap(part -> part.nodes().stream())
                                .filter(TopologyDescription.Processor.class::isInstance)
                                .map(TopologyDescription.Processor.class::cast)
                                .flatMap(processor -> processor.stores().stream()))
                .containsExactlyInAnyOrderElementsOf(catalogue);
    }

    @Test
    void everyTopicOfTheTopologyIsInTheCatalogue() {
        var text = description.toString();
        // Kafka Streams writes those from its exception handlers, beside the topology.
        var beside = Set.of(MediaTopic.DEAD_LETTERS);

        assertThat(MediaTopic.values())
                .filteredOn(topic -> !beside.contains(topic))
                .allMatch(topic -> text.contains(topic.topic()));
    }

    @Test
    void everyPartIsItsOwn() {
        // Claims, videos, publishers and governor scale apart; the fifth only carries events to
        // their key.
        assertThat(description.subtopologies()).hasSize(5);
        assertThat(description.globalStores()).isEmpty();
    }
}
