package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.avro.WatchRow;
import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.query.LocalStores;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.IntStream;

/** Watches and parked notices on a broker: they are read, and outlive the processor. */
@Timeout(120)
class ReconcilerOnKafkaTest {
    private static final Uid VIDEO = new Uid("a".repeat(32));
    private static final int PARTITIONS = 2;
    private static final VideoCommand RECHECK =
            new VideoCommand.RecheckVideo(new CommandId("1".repeat(64)));

    @TempDir Path directory;

    @Test
    void operatorsSeeWatchesAndParkedNoticesAlsoAfterARestart() throws Exception {
        var registry = new InMemorySchemaRegistry();
        try (var kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0))) {
            var broker = kafka.bootstrapServers();
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
                new TopicProvisioning(admin).provision(PARTITIONS, (short) 1);
            }
            WatchRow before;
            try (var streams = start(broker, registry, "first");
                    var producer = producer(broker, registry)) {
                tell(producer, VIDEO, register(VIDEO));
                tell(producer, VIDEO, RECHECK);
                for (var it = 0; it < 20; it++) {
                    tell(producer, new Uid("parked" + it), queued());
                }
                awaitReady(streams);
                var stores = streams.stores();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> stores.parkedNotices(100).size() == 20);
                before = awaitAsked(stores, VIDEO);
                assertThat(stores.parkedNotices(3)).hasSize(3);
                assertThat(stores.parkedNotices(100))
                        .extracting(LocalStores.WaitingNotice::uid)
                        .contains(new Uid("parked0"), new Uid("parked19"))
                        .doesNotContain(VIDEO);
                assertThat(stores.stuckVideos(100)).isEmpty();
                assertThat(stores.watch(new Uid("unknown"))).isEmpty();
            }
            // Another state directory: everything is restored from the changelogs.
            try (var streams = start(broker, registry, "second")) {
                awaitReady(streams);
                var stores = streams.stores();
                assertThat(stores.parkedNotices(100)).hasSize(20);
                goesOn(before, stores.watch(VIDEO).orElseThrow());
            }
        }
    }

    @Test
    void watchesMoveWithTheirPartitionsToAnotherInstance() throws Exception {
        var registry = new InMemorySchemaRegistry();
        try (var kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0))) {
            var broker = kafka.bootstrapServers();
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
                new TopicProvisioning(admin).provision(PARTITIONS, (short) 1);
            }
            var videos = IntStream.range(0, 8).mapToObj(it -> new Uid("video" + it)).toList();
            var before = new HashMap<Uid, WatchRow>();
            MediaStreams other;
            try (var one = start(broker, registry, "one");
                    var producer = producer(broker, registry)) {
                awaitReady(one);
                for (var uid : videos) {
                    tell(producer, uid, register(uid));
                    tell(producer, uid, RECHECK);
                }
                videos.forEach(uid -> before.put(uid, awaitAsked(one.stores(), uid)));
                other = start(broker, registry, "other");
                awaitReady(other);
            }
            try (other) {
                for (var uid : videos) {
                    goesOn(
                            Objects.requireNonNull(before.get(uid)),
                            awaitAsked(other.stores(), uid));
                }
            }
        }
    }

    /** The watch once its video was asked about: the next question is half a minute away. */
    private static WatchRow awaitAsked(LocalStores stores, Uid uid) {
        return await().atMost(Duration.ofSeconds(60))
                .ignoreException(StoreUnavailableException.class)
                .until(
                        () -> stores.watch(uid),
                        watch -> watch.isPresent() && watch.get().getAttempts() > 0)
                .orElseThrow();
    }

    /** The same watch; or what became of it where its next question was due meanwhile. */
    private static void goesOn(WatchRow before, WatchRow after) {
        if (Instant.now().isBefore(before.getNextAt())) {
            assertThat(after).isEqualTo(before);
        } else {
            assertThat(after.getSince()).isEqualTo(before.getSince());
            assertThat(after.getAttempts()).isGreaterThanOrEqualTo(before.getAttempts());
            assertThat(after.getNextAt()).isAfterOrEqualTo(before.getNextAt());
        }
    }

    private MediaStreams start(String broker, InMemorySchemaRegistry registry, String state) {
        return MediaStreams.start(
                new ProcessorSettings(
                        broker,
                        ProcessorSettings.DEFAULT_APPLICATION_ID,
                        directory.resolve(state),
                        PARTITIONS,
                        (short) 1,
                        2,
                        ProcessorSettings.DEFAULT_COMMIT_INTERVAL,
                        ProcessorSettings.DEFAULT_STORE_CACHE_BYTES,
                        Map.of()),
                registry,
                InstantSource.system(),
                () -> {});
    }

    private static void awaitReady(MediaStreams streams) {
        await().atMost(Duration.ofSeconds(60)).until(streams::isReady);
    }

    private static KafkaProducer<String, VideoEnvelope> producer(
            String broker, InMemorySchemaRegistry registry) {
        return new KafkaProducer<>(
                Map.of("bootstrap.servers", broker),
                new StringSerializer(),
                new MediaSerdes(registry).videoCommands().serializer());
    }

    private static void tell(
            KafkaProducer<String, VideoEnvelope> producer, Uid uid, VideoCommand command)
            throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                MediaTopic.VIDEO_COMMANDS.topic(),
                                uid.value(),
                                new VideoEnvelope(uid, Optional.empty(), command)))
                .get(10, SECONDS);
    }

    private static RegisterVideo register(Uid uid) {
        var now = Instant.now();
        return new RegisterVideo(
                new Registration(
                        uid,
                        new CommandId("0".repeat(64)),
                        new Pubkey("b".repeat(64)),
                        now,
                        now.plusSeconds(1_800),
                        Map.of()),
                Aliases.none(),
                new VideoCommand.Reply(
                        "https://upload.example.com/1",
                        new QuotaStatus(30, 1, now.plusSeconds(3_600)),
                        false));
    }

    private static RecordNotice queued() {
        return new RecordNotice(
                new Notice(
                        "queued",
                        false,
                        null,
                        null,
                        null,
                        null,
                        Notice.Measures.NONE,
                        Notice.Playback.NONE));
    }
}
