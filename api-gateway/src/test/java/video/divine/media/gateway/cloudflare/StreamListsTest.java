package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.gateway.cloudflare.StreamClientTest.BRISK;
import static video.divine.media.gateway.cloudflare.StreamClientTest.COMMAND;
import static video.divine.media.gateway.cloudflare.StreamClientTest.PUBKEY;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;
import static video.divine.media.gateway.cloudflare.StreamOperation.STORAGE_USAGE;
import static video.divine.media.gateway.cloudflare.StreamOperation.VIDEOS;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.raw;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;

import java.math.BigDecimal;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.IntStream;

/** Many videos in one call, over a real connection. */
class StreamListsTest {
    private static final Instant NOON = Instant.parse("2026-11-21T12:00:00Z");

    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final StreamClient client =
            StreamClient.connect(
                    StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                            .withCalls(BRISK),
                    new FixedBudget(1_100),
                    new SimpleMeterRegistry());

    @AfterEach
    void close() {
        client.close();
        server.close();
    }

    @Test
    void videosAreReadByUidInOneCall() {
        stream.put("a1", "ready", PUBKEY, COMMAND);
        stream.put("b2", "queued", PUBKEY, COMMAND);
        stream.put("c3", "queued", PUBKEY, COMMAND);

        var videos = value(client.videos(List.of("a1", "c3", "gone"), SAGA));

        assertThat(videos).containsOnlyKeys("a1", "c3");
        assertThat(videos.get("a1")).satisfies(a -> assertThat(a.uid()).isEqualTo("a1"));
        assertThat(stream.calls()).hasSize(1);
        assertThat(stream.calls().getFirst().target()).endsWith("/stream?id=a1,c3,gone&limit=3");
    }

    @Test
    void aListOfWhatNobodyAskedForIsNoAnswer() {
        stream.put("a1", "ready", PUBKEY, COMMAND);
        stream.put("b2", "queued", PUBKEY, COMMAND);
        stream.ignoreFilters();

        var fault = fault(client.videos(List.of("a1"), SAGA));

        assertThat(fault.reason()).isEqualTo(Reason.GARBLED);
        assertThat(fault).hasMessageContaining("not asked for");
    }

    @Test
    void aVideoThatCannotBeReadCostsOnlyItself() {
        stream.script(
                VIDEOS,
                before(
                        raw(
                                200,
                                """
                                {"success":true,"result":[{"uid":7},{"uid":"a1"},"what?"]}""")));

        assertThat(value(client.videos(List.of("a1", "b2"), SAGA))).containsOnlyKeys("a1");
    }

    @Test
    void anAnswerWithoutAListIsGarbled() {
        stream.always(VIDEOS, before(raw(200, "{\"success\":true,\"result\":{}}")));

        assertThat(fault(client.videos(List.of("a1"), SAGA)).reason()).isEqualTo(Reason.GARBLED);
    }

    @Test
    void nobodyAsksForNoneForTooManyOrForWhatIsNoUid() {
        var many = IntStream.rangeClosed(0, 100).mapToObj(number -> "u" + number).toList();

        assertThatThrownBy(() -> client.videos(many, SAGA).block(SAGA))
                .hasMessage("Expected 1 to 100 videos, but it is 101");
        assertThatThrownBy(() -> client.videos(List.of(), SAGA).block(SAGA))
                .hasMessage("Expected 1 to 100 videos, but it is 0");
        assertThatThrownBy(() -> client.videos(List.of("a,b"), SAGA).block(SAGA))
                .isInstanceOf(IllegalArgumentException.class);
        assertThat(stream.calls()).isEmpty();
        assertThat(value(client.videos(many.subList(0, 100), SAGA))).isEmpty();
    }

    @Test
    void ticketsThatNobodyUsedComeOldestFirst() {
        stream.put("late", "pendingupload", PUBKEY, COMMAND, NOON.plusSeconds(30));
        stream.put("early", "pendingupload", PUBKEY, COMMAND, NOON.plusSeconds(10));
        stream.put("used", "queued", PUBKEY, COMMAND, NOON.plusSeconds(5));
        stream.put("old", "pendingupload", PUBKEY, COMMAND, NOON.minusSeconds(1));
        stream.put("young", "pendingupload", PUBKEY, COMMAND, NOON.plusSeconds(60));

        var found =
                value(
                        client.pendingUploads(
                                NOON.plusMillis(700), NOON.plusMillis(60_300), 50, SAGA));

        assertThat(found).extracting(StreamVideo::uid).containsExactly("early", "late");
        assertThat(stream.calls().getFirst().target())
                .endsWith(
                        "?status=pendingupload&after=2026-11-21T12:00:00Z"
                                + "&before=2026-11-21T12:01:00Z&asc=true&limit=50");
    }

    @Test
    void aListThatIsNotOnlyOfTicketsIsNoAnswer() {
        stream.put("used", "ready", PUBKEY, COMMAND, NOON);
        stream.ignoreFilters();

        var end = NOON.plus(Duration.ofMinutes(1));

        assertThat(fault(client.pendingUploads(NOON, end, 50, SAGA)).reason())
                .isEqualTo(Reason.GARBLED);
    }

    @Test
    void theStorageInUseIsRead() {
        var usage = value(client.storageUsage(SAGA));

        assertThat(usage.minutes()).isEqualByComparingTo("90.5");
        assertThat(usage.limitMinutes())
                .hasValueSatisfying(
                        limit -> assertThat(limit).isEqualByComparingTo(BigDecimal.valueOf(1_000)));
        assertThat(stream.calls().getFirst().target()).endsWith("/stream/storage-usage");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"totalStorageMinutes\":\"7\"}",
                "{\"totalStorageMinutes\":7,\"totalStorageMinutesLimit\":null}",
                "{\"totalStorageMinutes\":7,\"totalStorageMinutesLimit\":0}",
            })
    void aLimitMayBeAbsent(String result) {
        stream.script(
                STORAGE_USAGE, before(raw(200, "{\"success\":true,\"result\":" + result + "}")));

        var usage = value(client.storageUsage(SAGA));

        assertThat(usage.minutes()).isEqualByComparingTo("7");
        assertThat(usage.limitMinutes()).isEmpty();
    }

    @Test
    void storageThatIsNotNamedIsGarbled() {
        stream.always(STORAGE_USAGE, before(raw(200, "{\"success\":true,\"result\":{}}")));

        assertThat(fault(client.storageUsage(SAGA)).reason()).isEqualTo(Reason.GARBLED);
    }
}
