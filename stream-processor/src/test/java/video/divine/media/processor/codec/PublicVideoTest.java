package video.divine.media.processor.codec;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.registration;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.url;
import static video.divine.media.processor.Sample.vine;

import org.apache.avro.specific.SpecificRecord;
import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.common.serialization.Serializer;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.avro.CommandSource;
import video.divine.media.avro.DecisionCancelled;
import video.divine.media.avro.DecisionRow;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.VideoFailure;
import video.divine.media.avro.VideoReady;
import video.divine.media.avro.VideoStatus;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.publisher.PublisherCounters;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.VideoState.Registered;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;

import java.util.List;
import java.util.Map;

/** What the world sees of a video, and what it must not see. */
class PublicVideoTest {
    private static final String TOPIC = "media.test";

    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();
    private final MediaSerdes serdes = new MediaSerdes(registry);

    private static Registered video(Phase phase, @Nullable Notice notice) {
        return new Registered(
                registration(7),
                Aliases.of(sha256(1), vine("cat"), url(1)),
                phase,
                notice,
                null,
                5,
                NOON.plusSeconds(9),
                notice != null && notice.readyToStream() ? NOON.plusSeconds(8) : null,
                false);
    }

    @Test
    void aReadyVideoShowsAllThatItHas() {
        var seen = MediaSerdes.visible(video(Phase.READY, ready(39)));

        assertThat(seen.getUid()).isEqualTo(uid(7).value());
        assertThat(seen.getVersion()).isEqualTo(5);
        assertThat(seen.getStatus()).isEqualTo(VideoStatus.READY);
        assertThat(seen.getOwner()).isEqualTo(ALICE.hex());
        assertThat(seen.getCreatedAt()).isEqualTo(NOON);
        assertThat(seen.getUpdatedAt()).isEqualTo(NOON.plusSeconds(9));
        assertThat(seen.getExpiresAt()).isEqualTo(registration(7).expiresAt());
        assertThat(seen.getSha256()).isEqualTo(sha256(1).value());
        assertThat(seen.getVineId()).isEqualTo("cat");
        assertThat(seen.getOriginalUrl()).isEqualTo(url(1).value());
        assertThat(seen.getMeta()).isEqualTo(Map.of("title", "Video 7"));
        assertThat(seen.getPercent()).isEqualTo(39);
        assertThat(seen.getHls()).isEqualTo(ready(39).playback().hls());
        assertThat(seen.getDash()).isEqualTo(ready(39).playback().dash());
        assertThat(seen.getThumbnail()).isEqualTo(ready(39).playback().thumbnail());
        assertThat(seen.getDuration()).isEqualTo(12.5);
        assertThat(seen.getSize()).isEqualTo(4_096L);
        assertThat(seen.getWidth()).isEqualTo(1080);
        assertThat(seen.getHeight()).isEqualTo(1920);
        assertThat(seen.getReadyAt()).isEqualTo(NOON.plusSeconds(8));
        assertThat(seen.getError()).isNull();
    }

    @ParameterizedTest
    @EnumSource
    void onlyAReadyVideoShowsWhereItPlays(Phase phase) {
        // Stream names the URLs long before anything plays there.
        var seen = MediaSerdes.visible(video(phase, ready(39)));

        assertThat(seen.getHls() != null).isEqualTo(phase == Phase.READY);
        assertThat(seen.getDash() != null).isEqualTo(phase == Phase.READY);
        assertThat(seen.getThumbnail() != null).isEqualTo(phase == Phase.READY);
    }

    @ParameterizedTest
    @EnumSource
    void onlyAFailedVideoShowsAnError(Phase phase) {
        var seen = MediaSerdes.visible(video(phase, error()));

        assertThat(seen.getError() != null).isEqualTo(phase == Phase.FAILED);
        assertThat(seen.getStatus().name())
                .isEqualTo(phase == Phase.AWAITING_UPLOAD ? "PENDING_UPLOAD" : phase.name());
    }

    @Test
    void aFailureHasACodeEvenWhereStreamNamesNone() {
        assertThat(MediaSerdes.visible(video(Phase.FAILED, processing(3))).getError().getCode())
                .isEqualTo("ERR_UNKNOWN");
        assertThat(MediaSerdes.visible(video(Phase.FAILED, error())).getError().getCode())
                .isEqualTo("ERR_NON_VIDEO");
    }

    @Test
    void readinessAndFailureAreRecordsOfTheirOwn() {
        var ready = written(VideoReady.class, serdes.readyVideos(), video(Phase.READY, ready(39)));
        var failure =
                written(VideoFailure.class, serdes.failedVideos(), video(Phase.FAILED, error()));

        assertThat(ready.getReadyAt()).isEqualTo(NOON.plusSeconds(8));
        assertThat(ready.getVineId()).isEqualTo("cat");
        assertThat(failure.getFailedAt()).isEqualTo(NOON.plusSeconds(9));
        assertThat(failure.getOriginalUrl()).isEqualTo(url(1).value());
        assertThat(failure.getError().getText()).isEqualTo(error().errorText());
        assertThat(serdes.videos().serialize(TOPIC, null)).isNull();
    }

    private <T extends SpecificRecord> T written(
            Class<T> type, Serializer<Registered> serializer, Registered video) {
        var topic = type.getSimpleName();
        return AvroSerde.forValues(type, registry)
                .deserializer()
                .deserialize(topic, serializer.serialize(topic, video));
    }

    @Test
    void countersAreShownAsTheyAre() {
        var seen = MediaSerdes.visible(new PublisherCounters(5, 4, 3, 2, 1.5));

        assertThat(seen.getUploads()).isEqualTo(5);
        assertThat(seen.getReady()).isEqualTo(4);
        assertThat(seen.getFailed()).isEqualTo(3);
        assertThat(seen.getDeleted()).isEqualTo(2);
        assertThat(seen.getSecondsStored()).isEqualTo(1.5);
    }

    @Test
    void aCommandWithoutAValueIsRefused() {
        assertThatThrownBy(() -> serdes.claimCommands().deserializer().deserialize(TOPIC, null))
                .isInstanceOf(SerializationException.class)
                .hasMessageContaining("no value");
        assertThatThrownBy(() -> serdes.videoCommands().deserializer().deserialize(TOPIC, null))
                .isInstanceOf(SerializationException.class);
    }

    @ParameterizedTest
    @EnumSource(names = {"QUOTA_EXCEEDED", "IN_PROGRESS", "UPLOAD_IN_PROGRESS", "VIDEO_CLOSED"})
    void aRefusalWithoutWhatItsReasonNeedsIsRefused(RefusalReason reason) {
        assertRefused(reason);
    }

    @Test
    void aRefusalOfANewerVersionIsRefused() {
        assertRefused(RefusalReason.UNKNOWN);
    }

    private void assertRefused(RefusalReason reason) {
        var records = AvroSerde.forValues(Outcome.class, registry);
        var bytes =
                records.serializer()
                        .serialize(
                                TOPIC,
                                new Outcome(
                                        new ReplyTo(0, "gateway-1", "send-1"),
                                        "0".repeat(64),
                                        false,
                                        new Refusal(
                                                reason, List.of(), Map.of(), null, null, null)));

        assertThatThrownBy(() -> serdes.outcomes().deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class);
    }

    @Test
    void aDecisionWithoutAnEndIsRefused() {
        var records = AvroSerde.forValues(DecisionRow.class, registry);
        var bytes =
                records.serializer()
                        .serialize(
                                TOPIC,
                                new DecisionRow(
                                        CommandSource.NIP98,
                                        "body",
                                        null,
                                        new DecisionCancelled(1)));

        assertThatThrownBy(() -> serdes.decisions().deserializer().deserialize(TOPIC, bytes))
                .isInstanceOf(SerializationException.class);
    }
}
