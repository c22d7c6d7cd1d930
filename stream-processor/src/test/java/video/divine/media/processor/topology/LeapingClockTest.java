package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.PATIENCE;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.uid;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.MockProcessorContext.CapturedPunctuator;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.processor.domain.watch.StreamTask.AskStream;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/** A host whose clock leaps ahead and is set right. A driver's clock cannot go back. */
class LeapingClockTest {
    private static final Duration LEAP = Duration.ofHours(1);

    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    private final VideosProcessor videos =
            new VideosProcessor(ReconcilerMetrics.NONE, PATIENCE, DecisionTraces.PASSED_ON);

    @BeforeEach
    void start() {
        addStore(TopologyNames.VIDEO_STORE, Serdes.String(), serdes().videoRows());
        addStore(TopologyNames.PARKED_STORE, Serdes.String(), serdes().parkedNotices());
        addStore(TopologyNames.HISTORY_STORE, Serdes.Bytes(), serdes().videoEvents());
        addStore(TopologyNames.WATCH_STORE, Serdes.String(), serdes().watches());
        addStore(TopologyNames.DUE_STORE, Serdes.Bytes(), Serdes.ByteArray());
        clockShows(NOON);
        videos.init(context);
    }

    /** A registry for each store: this context has one name for all of their changelogs. */
    private static MediaSerdes serdes() {
        return new MediaSerdes(new InMemorySchemaRegistry());
    }

    private <K, V> void addStore(String name, Serde<K> keys, Serde<V> values) {
        var store =
                Stores.keyValueStoreBuilder(Stores.inMemoryKeyValueStore(name), keys, values)
                        .withLoggingDisabled()
                        .withCachingDisabled()
                        .build();
        store.init(context.getStateStoreContext(), store);
    }

    private void clockShows(Instant wallClock) {
        context.setCurrentSystemTimeMs(wallClock.toEpochMilli());
    }

    private void look(Instant wallClock) {
        clockShows(wallClock);
        looks().getLast().getPunctuator().punctuate(wallClock.toEpochMilli());
    }

    private List<CapturedPunctuator> looks() {
        return context.scheduledPunctuators().stream().filter(it -> !it.cancelled()).toList();
    }

    /** At a log time: the broker's clock is right. */
    private void tell(VideoCommand command, Instant at) {
        videos.process(
                new Record<>(
                        uid(7).value(),
                        new VideoEnvelope(uid(7), Optional.empty(), command),
                        at.toEpochMilli()));
    }

    private List<StreamTask.Body> tasks() {
        var tasks =
                context.forwarded().stream()
                        .map(it -> it.record().value())
                        .filter(StreamTask.class::isInstance)
                        .map(it -> ((StreamTask) it).body())
                        .toList();
        context.resetForwards();
        return tasks;
    }

    @Test
    void noUploadIsEndedByAClockThatWasSetRight() {
        look(NOON.plus(LEAP));
        clockShows(NOON);

        tell(register(7), NOON);
        look(NOON.plusSeconds(15));
        assertThat(tasks()).containsExactly(new AskStream(false));
        tell(new RecheckVideo(id(9)), NOON.plusSeconds(16));

        assertThat(tasks()).containsExactly(new AskStream(false));
    }

    @Test
    void aClockThatIsAheadStillWeighsNoCommand() {
        look(NOON.plus(LEAP));
        tell(register(7), NOON);
        look(NOON.plus(LEAP).plusSeconds(1));
        tasks();

        tell(new RecheckVideo(id(9)), NOON.plusSeconds(16));

        assertThat(tasks()).containsExactly(new AskStream(false));
    }

    @Test
    void theLooksGoOnWithTheFirstRecordAfterTheClockWasSetRight() {
        look(NOON.plus(LEAP));
        assertThat(context.scheduledPunctuators()).hasSize(1);
        clockShows(NOON);

        tell(register(7), NOON);
        tell(new RecheckVideo(id(9)), NOON.plusSeconds(1));

        assertThat(context.scheduledPunctuators()).hasSize(2);
        assertThat(looks()).hasSize(1);
    }

    @Test
    void aClockThatTrailsTheLogLooksByTheLog() {
        tell(register(7), NOON);
        tell(new RecheckVideo(id(9)), NOON.plusSeconds(1));
        tell(new RecordAliases(id(8), Aliases.none(), false), NOON.plusSeconds(60));
        tasks();

        look(NOON.minus(LEAP));

        assertThat(tasks()).containsExactly(new AskStream(false));
    }
}
