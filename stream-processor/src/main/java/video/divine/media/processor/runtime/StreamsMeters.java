package video.divine.media.processor.runtime;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.kafka.KafkaStreamsMetrics;

import org.apache.kafka.streams.KafkaStreams;
import org.jspecify.annotations.Nullable;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;

/** What is measured of Kafka Streams. Renaming one of ours breaks dashboards. */
public final class StreamsMeters implements AutoCloseable {
    /** Gauge by state: 1 for the state that the processor is in. */
    static final String STATE = "media.streams.state";

    /** Tasks come and go, and their metrics with them; Micrometer's own pace is a minute. */
    private static final Duration REFRESH = Duration.ofSeconds(10);

    private final MeterRegistry registry;
    private final RestoreMeters restores;
    private final ScheduledExecutorService refreshing =
            Executors.newSingleThreadScheduledExecutor(
                    Thread.ofPlatform().name("streams-meters").daemon().factory());
    private volatile @Nullable KafkaStreams streams;
    private @Nullable KafkaStreamsMetrics ofKafka;

    public StreamsMeters(MeterRegistry registry) {
        this.registry = registry;
        this.restores = new RestoreMeters(registry);
        for (var state : KafkaStreams.State.values()) {
            Gauge.builder(STATE, () -> isIn(state) ? 1 : 0)
                    .description("1 for the state that Kafka Streams is in")
                    .tag("state", state.name().toLowerCase(Locale.ROOT))
                    .register(registry);
        }
    }

    private boolean isIn(KafkaStreams.State state) {
        var watched = streams;
        return watched != null && watched.state() == state;
    }

    /** Before it starts: who listens to restores is fixed then. */
    synchronized void watch(KafkaStreams streams) {
        streams.setGlobalStateRestoreListener(restores);
        this.streams = streams;
        ofKafka = new KafkaStreamsMetrics(streams, List.of(), refreshing, REFRESH);
        ofKafka.bindTo(registry);
    }

    /** Before the streams are: their metrics end with them. */
    @Override
    public synchronized void close() {
        refreshing.shutdownNow();
        if (ofKafka != null) {
            ofKafka.close();
            ofKafka = null;
        }
    }
}
