package video.divine.media.processor.topology;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.serialization.Deserializer;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.KeyValue;
import org.apache.kafka.streams.StreamsConfig;
import org.apache.kafka.streams.TestInputTopic;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.TopologyTestDriver;
import org.apache.kafka.streams.state.KeyValueStore;

import video.divine.media.avro.Video;
import video.divine.media.avro.VideoFailure;
import video.divine.media.avro.VideoReady;
import video.divine.media.processor.Sample;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.governor.GovernorCommand;
import video.divine.media.processor.domain.governor.GovernorEnvelope;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;

/**
 * The whole topology without a broker, through the real serdes. What a sink writes to a topic that
 * is also a source comes back in by itself, so a command runs to its end before it returns.
 */
final class MediaDriver implements AutoCloseable {
    final TestInputTopic<String, ClaimEnvelope> claimCommands;
    final TestInputTopic<String, VideoEnvelope> videoCommands;
    final TestInputTopic<String, GovernorEnvelope> governorCommands;
    final TestOutputTopic<String, ClaimEnvelope> claimLog;
    final TestOutputTopic<String, VideoEnvelope> videoLog;
    final TestOutputTopic<String, Outcome> outcomes;
    final TestOutputTopic<String, LogEntry> videoEvents;
    final TestOutputTopic<String, Video> videos;
    final TestOutputTopic<String, VideoReady> ready;
    final TestOutputTopic<String, VideoFailure> failed;
    final TestOutputTopic<String, StreamTask> tasks;
    private final TopologyTestDriver driver;
    private Instant now = Sample.NOON;

    MediaDriver(Path stateDirectory) {
        this(stateDirectory, ReconcilerMetrics.NONE);
    }

    MediaDriver(Path stateDirectory, ReconcilerMetrics metrics) {
        this(stateDirectory, metrics, new RunningTasks());
    }

    MediaDriver(Path stateDirectory, ReconcilerMetrics metrics, RunningTasks running) {
        this(stateDirectory, metrics, running, new InMemorySchemaRegistry());
    }

    MediaDriver(
            Path stateDirectory,
            ReconcilerMetrics metrics,
            RunningTasks running,
            SchemaRegistry registry) {
        var serdes = new MediaSerdes(registry);
        var properties = new Properties();
        properties.put(StreamsConfig.APPLICATION_ID_CONFIG, "media");
        properties.put(StreamsConfig.BOOTSTRAP_SERVERS_CONFIG, "unused:1");
        properties.put(StreamsConfig.STATE_DIR_CONFIG, stateDirectory.toString());
        properties.put(StreamsConfig.PROCESSING_GUARANTEE_CONFIG, StreamsConfig.EXACTLY_ONCE_V2);
        properties.put(StreamsConfig.ENSURE_EXPLICIT_INTERNAL_RESOURCE_NAMING_CONFIG, true);
        driver =
                new TopologyTestDriver(
                        new MediaTopology(
                                        serdes,
                                        metrics,
                                        Sample.PATIENCE,
                                        running,
                                        DecisionTraces.PASSED_ON)
                                .get(),
                        properties,
                        now);
        claimCommands =
                driver.createInputTopic(
                        MediaTopic.CLAIM_COMMANDS.topic(),
                        new StringSerializer(),
                        serdes.claimCommands().serializer());
        videoCommands =
                driver.createInputTopic(
                        MediaTopic.VIDEO_COMMANDS.topic(),
                        new StringSerializer(),
                        serdes.videoCommands().serializer());
        governorCommands =
                driver.createInputTopic(
                        MediaTopic.GOVERNOR_COMMANDS.topic(),
                        new StringSerializer(),
                        serdes.governorCommands().serializer());
        claimLog = output(MediaTopic.CLAIM_COMMANDS, serdes.claimCommands().deserializer());
        videoLog = output(MediaTopic.VIDEO_COMMANDS, serdes.videoCommands().deserializer());
        outcomes = output(MediaTopic.OUTCOMES, serdes.outcomes().deserializer());
        videoEvents = output(MediaTopic.VIDEO_EVENTS, serdes.videoEvents().deserializer());
        videos = output(MediaTopic.VIDEOS, records(Video.class, registry));
        ready = output(MediaTopic.VIDEO_READY, records(VideoReady.class, registry));
        failed = output(MediaTopic.VIDEO_FAILED, records(VideoFailure.class, registry));
        tasks = output(MediaTopic.STREAM_TASKS, serdes.streamTasks().deserializer());
    }

    private static <T extends SpecificRecord> Deserializer<T> records(
            Class<T> type, SchemaRegistry registry) {
        return AvroSerde.forValues(type, registry).deserializer();
    }

    private <T> TestOutputTopic<String, T> output(MediaTopic topic, Deserializer<T> values) {
        return driver.createOutputTopic(topic.topic(), new StringDeserializer(), values);
    }

    /** Log time goes on; the wall clock does not. */
    MediaDriver after(Duration pause) {
        now = now.plus(pause);
        return this;
    }

    Instant now() {
        return now;
    }

    /** A claim command that a gateway waits for. */
    MediaDriver ask(ClaimCommand command) {
        return ask(command, Optional.of(Sample.GATEWAY));
    }

    MediaDriver ask(ClaimCommand command, Optional<ReplyTo> replyTo) {
        claimCommands.pipeInput("key", new ClaimEnvelope(replyTo, command), now);
        return this;
    }

    /** A governor command that a gateway waits for. */
    MediaDriver ask(GovernorCommand command) {
        return ask(command, Optional.of(Sample.GATEWAY));
    }

    MediaDriver ask(GovernorCommand command, Optional<ReplyTo> replyTo) {
        governorCommands.pipeInput("key", new GovernorEnvelope(replyTo, command), now);
        return this;
    }

    /** A video command that a gateway waits for. */
    MediaDriver ask(int uid, VideoCommand command) {
        return send(uid, command, Optional.of(Sample.GATEWAY));
    }

    /** A video command that nobody waits for. */
    MediaDriver tell(int uid, VideoCommand command) {
        return send(uid, command, Optional.empty());
    }

    private MediaDriver send(int number, VideoCommand command, Optional<ReplyTo> replyTo) {
        var uid = Sample.uid(number);
        videoCommands.pipeInput(uid.value(), new VideoEnvelope(uid, replyTo, command), now);
        return this;
    }

    /** Wall clock and log time go on together, and punctuators run. */
    MediaDriver wallClock(Duration pause) {
        now = now.plus(pause);
        driver.advanceWallClockTime(pause);
        return this;
    }

    /** Wall clock and log time go on second by second, as the punctuators see them. */
    MediaDriver seconds(long seconds) {
        for (var second = 0L; second < seconds; second++) {
            wallClock(Duration.ofSeconds(1));
        }
        return this;
    }

    /** What was to be done at Stream since the last time. */
    List<StreamTask.Body> tasks() {
        return tasks.readValuesToList().stream().map(StreamTask::body).toList();
    }

    /** What callers heard since the last time, without the addresses. */
    List<Outcome.Body> answers() {
        return outcomes.readValuesToList().stream().map(Outcome::body).toList();
    }

    <K, V> KeyValueStore<K, V> store(String name) {
        return driver.getKeyValueStore(name);
    }

    <K, V> List<V> rows(String name) {
        var rows = new ArrayList<V>();
        try (var all = this.<K, V>store(name).all()) {
            all.forEachRemaining(row -> rows.add(row.value));
        }
        return rows;
    }

    /** The history of a video as a reader pages it. */
    List<LogEntry> history(Uid uid) {
        var entries = new ArrayList<LogEntry>();
        KeyValueStore<Bytes, LogEntry> store = store(TopologyNames.HISTORY_STORE);
        try (var range = store.range(StoreKeys.history(uid, 0), StoreKeys.afterHistory(uid))) {
            while (range.hasNext()) {
                KeyValue<Bytes, LogEntry> row = range.next();
                entries.add(row.value);
            }
        }
        return entries;
    }

    /** Every topic that was written, changelogs as well. */
    Set<String> written() {
        return driver.producedTopicNames();
    }

    @Override
    public void close() {
        driver.close();
    }
}
