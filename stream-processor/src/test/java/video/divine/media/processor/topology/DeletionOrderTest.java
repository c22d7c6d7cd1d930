package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.GATEWAY;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;

import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.Topology;
import org.apache.kafka.streams.TopologyTestDriver;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.claims.AliasHolder;
import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimCommand.RequestDeletion;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.nio.file.Path;
import java.util.Optional;
import java.util.Properties;

/** Claims alone: the videos, who answer a deletion, are as far behind as can be. */
class DeletionOrderTest {
    private final TopologyTestDriver driver;
    private final TestInputTopic<String, ClaimEnvelope> claims;
    private final TestOutputTopic<String, VideoEnvelope> toVideos;
    private final TestOutputTopic<String, Outcome> outcomes;

    DeletionOrderTest(@TempDir Path stateDirectory) {
        var serdes = new MediaSerdes(new InMemorySchemaRegistry());
        var topology = new Topology();
        new ClaimsSubtopology(serdes, new RunningTasks(), DecisionTraces.PASSED_ON)
                .addTo(topology, new RowStores());
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "media");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        driver = new TopologyTestDriver(topology, properties, NOON);
        claims =
                driver.createInputTopic(
                        MediaTopic.CLAIM_COMMANDS.topic(),
                        new StringSerializer(),
                        serdes.claimCommands().serializer());
        toVideos =
                driver.createOutputTopic(
                        MediaTopic.VIDEO_COMMANDS.topic(),
                        new StringDeserializer(),
                        serdes.videoCommands().deserializer());
        outcomes =
                driver.createOutputTopic(
                        MediaTopic.OUTCOMES.topic(),
                        new StringDeserializer(),
                        serdes.outcomes().deserializer());
    }

    @AfterEach
    void close() {
        driver.close();
    }

    private void ask(ClaimCommand command) {
        claims.pipeInput("key", new ClaimEnvelope(Optional.of(GATEWAY), command), NOON);
    }

    @Test
    void theAliasesAreFreeForTheNextBeforeAnybodyIsToldOfTheDeletion() {
        ask(reserve(1, ALICE, sha256(1)));
        ask(confirm(1, 1, 7));
        outcomes.readValuesToList();
        toVideos.readValuesToList();

        ask(new RequestDeletion(id(2), ALICE, uid(7)));
        assertThat(outcomes.isEmpty()).isTrue();
        assertThat(toVideos.readValuesToList())
                .containsExactly(
                        new VideoEnvelope(
                                uid(7), Optional.of(GATEWAY), new DeleteVideo(id(2), ALICE)));
        var aliases = driver.<String, AliasHolder>getKeyValueStore(TopologyNames.ALIAS_STORE);
        assertThat(aliases.get(sha256(1).key())).isNull();

        ask(reserve(3, ALICE, sha256(1)));
        assertThat(outcomes.readValuesToList())
                .extracting(Outcome::body)
                .singleElement()
                .isInstanceOf(Outcome.Granted.class);
    }
}
