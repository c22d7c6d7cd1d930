package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.COMMAND;
import static video.divine.media.gateway.cloudflare.StreamClientTest.EXPIRY;
import static video.divine.media.gateway.cloudflare.StreamClientTest.PUBKEY;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.UID;
import static video.divine.media.gateway.cloudflare.StreamClientTest.failure;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;
import static video.divine.media.gateway.cloudflare.StreamOperation.DELETE;
import static video.divine.media.gateway.cloudflare.StreamOperation.FIND_BY_NAME;
import static video.divine.media.gateway.cloudflare.StreamOperation.TUS_UPLOAD;
import static video.divine.media.gateway.cloudflare.TinyStream.after;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.error;
import static video.divine.media.gateway.cloudflare.TinyStream.raw;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.StreamFailure.CallerFault;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.TinyStream.Answer;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.stream.Stream;

/** A ticket whose file comes by tus, over a real connection. */
class TusTicketTest {
    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final SimpleMeterRegistry meters = new SimpleMeterRegistry();
    final Logs logs = Logs.ofTheGateway();
    final StreamClient client =
            StreamClient.connect(
                    StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                            .withCalls(StreamClientTest.BRISK),
                    new FixedBudget(1_100),
                    meters);

    @AfterEach
    void close() {
        client.close();
        server.close();
        logs.close();
    }

    private static TicketRequest request(Map<String, String> meta, boolean repeated) {
        return new TicketRequest(
                COMMAND, PUBKEY, meta, EXPIRY, 60, repeated, new UploadMethod.Tus(734_003_200L));
    }

    private static final TicketRequest REQUEST = request(Map.of("pubkey", PUBKEY), false);

    private Map<String, String> metadata() {
        return TinyStream.metadata(stream.calls().getLast().headers());
    }

    @Test
    void itIsAskedForInHeadersAndReadFromHeaders() {
        var meta = new LinkedHashMap<String, String>();
        meta.put("mood", "zoë, and more");
        meta.put("pubkey", PUBKEY);
        meta.put("commandId", COMMAND);

        var ticket = value(client.directUpload(request(meta, false), SAGA));

        assertThat(ticket.uid()).isEqualTo(UID);
        assertThat(ticket.uploadUrl())
                .startsWith(TinyStream.UPLOAD_URL + "tus?")
                .doesNotContain(UID);
        assertThat(ticket.expiresAt()).isEqualTo(EXPIRY);
        var call = stream.calls().getFirst();
        assertThat(call.target())
                .isEqualTo(
                        "/client/v4/accounts/" + TinyStream.ACCOUNT + "/stream?direct_user=true");
        assertThat(call.body()).isEmpty();
        assertThat(call.headers())
                .containsEntry("authorization", "Bearer " + TinyStream.TOKEN)
                .containsEntry("tus-resumable", "1.0.0")
                .containsEntry("upload-length", "734003200")
                .containsEntry("upload-creator", PUBKEY)
                .doesNotContainKey("content-type");
        assertThat(metadata())
                .containsExactly(
                        Map.entry("name", COMMAND),
                        Map.entry("maxDurationSeconds", "60"),
                        Map.entry("expiry", "2026-11-21T12:30:00Z"),
                        Map.entry("mood", "zoë, and more"),
                        Map.entry("pubkey", PUBKEY),
                        Map.entry("commandId", COMMAND));
        assertThat(logs.everything()).isEmpty();
    }

    @Test
    void nobodysMetaIsAnOptionOfStreams() {
        var meta = new LinkedHashMap<String, String>();
        meta.put("MaxDurationSeconds", "36000");
        meta.put("expiry", "2036-11-21T12:30:00Z");
        meta.put("RequireSignedURLs", "");
        meta.put("allowedorigins", "example.com");
        meta.put("watermark", "x");
        meta.put("ScheduledDeletion", "2027-11-21T12:30:00Z");
        meta.put("thumbnailTimestampPct", "0.5");
        meta.put("Name", "another");
        meta.put("a,requiresignedurls", "x");
        meta.put("two words", "x");
        meta.put("größe", "x");
        meta.put("title", "Hi");

        value(client.directUpload(request(meta, false), SAGA));

        assertThat(metadata())
                .containsOnlyKeys("name", "maxDurationSeconds", "expiry", "title")
                .containsEntry("name", COMMAND)
                .containsEntry("maxDurationSeconds", "60")
                .containsEntry("expiry", "2026-11-21T12:30:00Z");
    }

    @Test
    void whatIsOursIsKeptWhereThereIsNoRoomForAll() {
        var meta = new LinkedHashMap<String, String>();
        for (int i = 0; i < 32; i++) {
            meta.put("key" + i, "x".repeat(1_024));
        }
        meta.put("pubkey", PUBKEY);
        meta.put("commandId", COMMAND);
        meta.put("sha256", "c".repeat(64));
        meta.put("vineId", "v".repeat(64));
        meta.put("originalUrl", "https://vine.co/" + "a".repeat(2_032));

        value(client.directUpload(request(meta, false), SAGA));

        assertThat(stream.calls().getLast().headers().get("upload-metadata"))
                .hasSizeLessThanOrEqualTo(UploadMetadata.LONGEST);
        assertThat(metadata())
                .containsKeys("name", "pubkey", "commandId", "sha256", "vineId", "originalUrl")
                .containsKeys("key31", "key30")
                .doesNotContainKey("key0");
    }

    static Stream<Answer> lostAnswers() {
        return Stream.of(
                new Answer.Reset(),
                error(503, 0, "overloaded"),
                raw(201, ""),
                new Answer.Reply(201, Map.of("Location", "https://upload.example.test/x"), ""),
                new Answer.Reply(201, Map.of("Location", "/relative", "stream-media-id", UID), ""));
    }

    @ParameterizedTest
    @MethodSource("lostAnswers")
    void aLostOneIsFoundByItsNameAndDeletedBeforeAnotherIsMade(Answer answer) {
        stream.script(TUS_UPLOAD, after(answer));

        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations())
                .containsExactly(TUS_UPLOAD, FIND_BY_NAME, DELETE, TUS_UPLOAD);
        assertThat(meters.get("media.stream.lost.tickets").counter().count()).isEqualTo(1);
    }

    @Test
    void whatAnEarlierAttemptLeftIsDeletedFirst() {
        stream.put("left", "pendingupload", PUBKEY, COMMAND);

        var ticket = value(client.directUpload(request(Map.of(), true), SAGA));

        assertThat(stream.uids()).containsExactly(ticket.uid());
        assertThat(stream.operations()).containsExactly(FIND_BY_NAME, DELETE, TUS_UPLOAD);
    }

    @Test
    void afterTheLastAttemptNothingIsLeftBehind() {
        stream.always(TUS_UPLOAD, after(error(500, 0, "oops")));

        assertThat(fault(client.directUpload(REQUEST, SAGA)).reason())
                .isEqualTo(Reason.SERVER_ERROR);

        assertThat(stream.uids()).isEmpty();
        assertThat(stream.count(TUS_UPLOAD)).isEqualTo(3);
    }

    @Test
    void whatStreamDoesNotTakeIsTheCallersFaultAndAFullAccountIsNot() {
        stream.script(
                TUS_UPLOAD,
                before(error(400, 10005, "Bad Request")),
                before(error(413, 0, "storage quota exceeded")));

        assertThat(failure(client.directUpload(REQUEST, SAGA))).isInstanceOf(CallerFault.class);
        assertThat(fault(client.directUpload(REQUEST, SAGA)).reason()).isEqualTo(Reason.REFUSED);
        assertThat(meters.get("media.stream.calls").tag("operation", "tus_upload").timers())
                .extracting(timer -> timer.getId().getTag("outcome") + " " + timer.count())
                .contains("caller_fault 1", "refused 1");
    }

    @Test
    void aLinkIsNotTold() {
        stream.script(
                TUS_UPLOAD,
                after(
                        new Answer.Reply(
                                201,
                                Map.of("Location", "https://upload.example.test/s", "x", "y"),
                                "https://upload.example.test/s")));

        value(client.directUpload(REQUEST, SAGA));

        assertThat(logs.everything())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).doesNotContain("upload.example"));
    }
}
