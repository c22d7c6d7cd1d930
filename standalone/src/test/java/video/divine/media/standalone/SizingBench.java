package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.codec.MediaSerdes;
import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimCommand.ConfirmUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.ReserveUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.claims.CommandSource;
import video.divine.media.processor.domain.claims.Request;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.service.digest.Sha256;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * How much disk a million videos take, in stores and in Kafka, and how long a processor needs that
 * has to read them all again. {@code bench/sizing} runs it; the build does not.
 */
class SizingBench {
    private static final int VIDEOS = Integer.getInteger("sizing.videos", 100_000);
    private static final int VIDEOS_OF_A_PUBLISHER = 50;
    private static final int PARTITIONS = 2;
    private static final double MILLION = 1_000_000;
    private static final double MIB = 1 << 20;
    private static final Duration LONG = Duration.ofMinutes(30);

    @TempDir Path directory;

    final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    final MediaSerdes serdes = new MediaSerdes(registry);

    @Test
    void aMillionVideos() throws IOException {
        try (var kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0))) {
            var broker = kafka.bootstrapServers();
            try (var admin = Admin.create(Map.of("bootstrap.servers", broker))) {
                new TopicProvisioning(admin)
                        .provision(ProcessorSettings.Topics.unreplicated(PARTITIONS));
            }
            say("videos", VIDEOS);
            var begun = System.nanoTime();
            try (var streams = start(broker, "first")) {
                upload(broker);
                awaitReadyVideo(streams);
            }
            say("from the first command to the last video ready (s)", seconds(begun));
            sizes("stores", directory.resolve("first"));
            sizes("topics", directory.resolve("kafka"));

            begun = System.nanoTime();
            try (var streams = start(broker, "first")) {
                await().atMost(LONG).until(streams::isReady);
            }
            say("start on its own directory (s)", seconds(begun));
            begun = System.nanoTime();
            try (var streams = start(broker, "second")) {
                await().atMost(LONG).pollInterval(Duration.ofMillis(200)).until(streams::isReady);
                say("start on an empty directory, all restored (s)", seconds(begun));
                assertThat(streams.stores().video(uid(VIDEOS / 2))).isPresent();
            }
        }
    }

    private MediaStreams start(String broker, String state) {
        return MediaStreams.start(
                new ProcessorSettings(
                        new KafkaConnection(broker, Map.of()),
                        ProcessorSettings.DEFAULT_APPLICATION_ID,
                        directory.resolve(state),
                        ProcessorSettings.Topics.unreplicated(PARTITIONS),
                        new ProcessorSettings.Work(2, Duration.ofMillis(100)),
                        ProcessorSettings.DEFAULT_UPLOAD_GRACE,
                        ProcessorSettings.Neighbours.NONE),
                registry,
                InstantSource.system(),
                () -> {});
    }

    /** As clients do it: a slot, a ticket, and Stream's word that the video is ready. */
    private void upload(String broker) {
        var settings = Map.<String, Object>of("bootstrap.servers", broker, "linger.ms", 5);
        try (var claims =
                        new KafkaProducer<>(
                                settings,
                                new StringSerializer(),
                                serdes.claimCommands().serializer());
                var videos =
                        new KafkaProducer<>(
                                settings,
                                new StringSerializer(),
                                serdes.videoCommands().serializer())) {
            var now = Instant.now();
            for (int i = 0; i < VIDEOS; i++) {
                for (var command : List.of(reserve(i), confirm(i, now))) {
                    var _ =
                            claims.send(
                                    new ProducerRecord<>(
                                            MediaTopic.CLAIM_COMMANDS.topic(),
                                            id(i).hex(),
                                            ClaimEnvelope.of(command)));
                }
            }
            claims.flush();
            for (int i = 0; i < VIDEOS; i++) {
                var _ =
                        videos.send(
                                new ProducerRecord<>(
                                        MediaTopic.VIDEO_COMMANDS.topic(),
                                        uid(i).value(),
                                        new VideoEnvelope(uid(i), Optional.empty(), ready(i))));
            }
        }
    }

    private static ClaimCommand reserve(int video) {
        var hash = Sha256.hex("body " + video);
        return new ReserveUpload(
                new Request(id(video), CommandSource.NIP98, hash),
                new Pubkey(Sha256.hex("publisher " + video / VIDEOS_OF_A_PUBLISHER)),
                Aliases.of(
                        new Alias(AliasKind.SHA256, "sha256:" + hash, hash),
                        new Alias(AliasKind.VINE_ID, "vine:h" + video, "h" + video)),
                Integer.MAX_VALUE,
                60,
                Optional.empty());
    }

    private static ClaimCommand confirm(int video, Instant now) {
        return new ConfirmUpload(
                id(video),
                1,
                new Ticket(
                        uid(video),
                        "https://upload.videodelivery.net/" + id(video).hex(),
                        now.plus(Duration.ofMinutes(30)),
                        Map.of("title", "a video of six seconds", "client", "sizing")),
                Integer.MAX_VALUE);
    }

    private static VideoCommand ready(int video) {
        var base = "https://customer-f33zs165nr7gyfy4.cloudflarestream.com/" + uid(video).value();
        return new VideoCommand.RecordNotice(
                new Notice(
                        "ready",
                        true,
                        100.0,
                        null,
                        null,
                        Instant.now(),
                        new Notice.Measures(6.0, 1_234_567L, 1_080, 1_920),
                        new Notice.Playback(
                                base + "/manifest/video.m3u8",
                                base + "/manifest/video.mpd",
                                base + "/thumbnails/thumbnail.jpg")));
    }

    private static CommandId id(int video) {
        return new CommandId(Sha256.hex("command " + video));
    }

    private static Uid uid(int video) {
        return new Uid(Sha256.hex("uid " + video).substring(0, 32));
    }

    /** The last of each partition, as each is read in order. */
    private static void awaitReadyVideo(MediaStreams streams) {
        for (int i = VIDEOS - 50; i < VIDEOS; i++) {
            var uid = uid(i);
            await().atMost(LONG)
                    .pollInterval(Duration.ofMillis(500))
                    .ignoreException(StoreUnavailableException.class)
                    .until(
                            () ->
                                    streams.stores()
                                            .video(uid)
                                            .filter(it -> it.getHls() != null)
                                            .isPresent());
        }
    }

    /** Below each task a directory for each store, or below Kafka's one for each partition. */
    private static void sizes(String what, Path root) throws IOException {
        var sizes = new TreeMap<String, Long>();
        try (var files = Files.walk(root)) {
            files.filter(Files::isRegularFile)
                    .filter(file -> !file.toString().endsWith("index"))
                    .forEach(file -> sizes.merge(owner(root, file), size(file), Long::sum));
        }
        long all = 0;
        for (var size : sizes.entrySet()) {
            all += size.getValue();
            if (size.getValue() > MIB) {
                perMillion(what + ": " + size.getKey(), size.getValue());
            }
        }
        perMillion(what + ": all", all);
    }

    private static String owner(Path root, Path file) {
        var path = root.relativize(file).toString();
        return path.contains("rocksdb/")
                ? path.replaceFirst(".*rocksdb/", "").replaceFirst("/.*", "")
                : path.replaceFirst("/[^/]*$", "").replaceFirst("-\\d+$", "");
    }

    private static long size(Path file) {
        try {
            return Files.size(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void perMillion(String what, long bytes) {
        say(what + " (MiB for a million videos)", bytes / MIB * MILLION / VIDEOS);
    }

    private static double seconds(long begun) {
        return (System.nanoTime() - begun) / 1e9;
    }

    private static void say(String what, double number) {
        System.out.printf("SIZING %-75s %,12.0f%n", what, number);
    }
}
