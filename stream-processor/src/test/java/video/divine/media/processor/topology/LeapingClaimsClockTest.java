package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.reserve;

import org.apache.kafka.common.serialization.Serde;
import org.apache.kafka.common.serialization.Serdes;
import org.apache.kafka.streams.processor.api.MockProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.apache.kafka.streams.state.Stores;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.time.Duration;
import java.time.Instant;

/** Claims on a host whose clock leaps ahead and is set right. */
class LeapingClaimsClockTest {
    private final MockProcessorContext<String, Object> context = new MockProcessorContext<>();
    private final ClaimsProcessor claims = new ClaimsProcessor(DecisionTraces.PASSED_ON);

    @BeforeEach
    void start() {
        addStore(TopologyNames.ALIAS_STORE, Serdes.String(), serdes().aliasHolders());
        addStore(TopologyNames.DECISION_STORE, Serdes.String(), serdes().decisions());
        addStore(TopologyNames.QUOTA_STORE, Serdes.String(), serdes().quotas());
        addStore(TopologyNames.OWNER_STORE, Serdes.String(), serdes().owners());
        addStore(TopologyNames.DEADLINE_STORE, Serdes.Bytes(), Serdes.ByteArray());
        addStore(TopologyNames.CLOCK_STORE, Serdes.String(), Serdes.Long());
        addStore(TopologyNames.LEDGER_STORE, Serdes.String(), serdes().ledgers());
        clockShows(NOON);
        claims.init(context);
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
        context.scheduledPunctuators()
                .getLast()
                .getPunctuator()
                .punctuate(wallClock.toEpochMilli());
    }

    @Test
    void deadlinesPassThatAreMadeAfterTheClockWasSetRight() {
        look(NOON.plus(Duration.ofDays(1)));
        clockShows(NOON);

        claims.process(
                new Record<>("key", ClaimEnvelope.of(reserve(1, ALICE)), NOON.toEpochMilli()));
        look(NOON.plusSeconds(50));

        assertThat(context.scheduledPunctuators()).hasSize(2);
        assertThat(context.scheduledPunctuators().getFirst().cancelled()).isTrue();
        assertThat(context.forwarded().stream().<Object>map(it -> it.record().value()))
                .containsExactly(ClaimEnvelope.of(new Tick()));
    }
}
