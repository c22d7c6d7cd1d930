package video.divine.media.standalone;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.kafka.clients.producer.KafkaProducer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringSerializer;

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
import video.divine.media.schemas.MediaTopic;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.time.Instant;
import java.util.Map;
import java.util.Optional;

/** Writes video commands that nobody waits for, and waits until they are in the log. */
final class VideoLog implements AutoCloseable {
    static final Pubkey OWNER = new Pubkey("b".repeat(64));

    private final KafkaProducer<String, VideoEnvelope> producer;

    VideoLog(String broker, SchemaRegistry registry) {
        producer =
                new KafkaProducer<>(
                        Map.of("bootstrap.servers", broker),
                        new StringSerializer(),
                        new MediaSerdes(registry).videoCommands().serializer());
    }

    void tell(Uid uid, VideoCommand command) throws Exception {
        producer.send(
                        new ProducerRecord<>(
                                MediaTopic.VIDEO_COMMANDS.topic(),
                                uid.value(),
                                new VideoEnvelope(uid, Optional.empty(), command)))
                .get(10, SECONDS);
    }

    static RegisterVideo register(Uid uid) {
        var now = Instant.now();
        return new RegisterVideo(
                new Registration(
                        uid,
                        new CommandId("0".repeat(64)),
                        OWNER,
                        now,
                        now.plusSeconds(1_800),
                        Map.of()),
                Aliases.none(),
                new VideoCommand.Reply(
                        "https://upload.example.com/1",
                        new QuotaStatus(30, 1, now.plusSeconds(3_600)),
                        false));
    }

    static RecordNotice queued() {
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

    @Override
    public void close() {
        producer.close();
    }
}
