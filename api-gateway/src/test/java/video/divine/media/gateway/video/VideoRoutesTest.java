package video.divine.media.gateway.video;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.expect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.avro.Alias;
import video.divine.media.avro.AliasKind;
import video.divine.media.avro.AliasesRecorded;
import video.divine.media.avro.DeletionStarted;
import video.divine.media.avro.NoticeDisregarded;
import video.divine.media.avro.ProcessingAdvanced;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.RenditionsCompleted;
import video.divine.media.avro.RequestDeletion;
import video.divine.media.avro.UploadExpired;
import video.divine.media.avro.VideoBecameReady;
import video.divine.media.avro.VideoDeleted;
import video.divine.media.avro.VideoFailed;
import video.divine.media.avro.VideoRefined;
import video.divine.media.avro.VideoRegistered;
import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.command.UnavailableException;

import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;

/** {@code GET} and {@code DELETE /v1/videos/{uid}}, and its history. */
class VideoRoutesTest {
    private static final String UID = "6b9e68b07dfee8cc2d116e4c51d6a957";
    private static final String VIDEO = "/v1/videos/" + UID;
    private static final String HISTORY = VIDEO + "/history";
    private static final String INVALID_UID =
            "{\"error\":\"bad_request\",\"reason\":\"invalid_uid\"}";

    final Gateway gateway = Gateway.shared();
    final String owner = gateway.alice.pubkey().hex();

    private ResponseSpec history(String token) {
        return gateway.client
                .get()
                .uri(HISTORY)
                .header(HttpHeaders.AUTHORIZATION, token)
                .exchange();
    }

    private ResponseSpec history() {
        return history(gateway.token(HttpMethod.GET, HISTORY, ""));
    }

    private void happened(Object... bodies) {
        long sequence = 0;
        for (var body : bodies) {
            sequence++;
            gateway.reads.happened(Samples.event(UID, gateway.alice.pubkey(), sequence, body));
        }
    }

    @Test
    void aNewVideoHasNothingToPlay() {
        gateway.reads.put(Samples.video(UID, gateway.alice.pubkey(), VideoStatus.PENDING_UPLOAD));

        expect(
                        gateway.get(VIDEO),
                        200,
                        """
                        {"uid":"%s","status":"pending_upload","owner":"%s",
                         "createdAt":"2027-01-15T08:00:00.120Z"}"""
                                .formatted(UID, owner))
                .expectHeader()
                .valueEquals(HttpHeaders.ETAG, "\"3\"")
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Test
    void aReadyVideoSaysAllThatIsKnown() {
        gateway.reads.put(Samples.ready(UID, gateway.alice.pubkey()));

        expect(
                gateway.get(VIDEO),
                200,
                """
                {"uid":"%s","status":"ready","owner":"%s","createdAt":"2027-01-15T08:00:00.120Z",
                 "hlsUrl":"https://cdn.example/%s/manifest/video.m3u8",
                 "dashUrl":"https://cdn.example/%s/manifest/video.mpd",
                 "thumbnailUrl":"https://cdn.example/%s/thumbnails/thumbnail.jpg",
                 "duration":6.5,"width":480,"height":640,"size":123456,
                 "sha256":"%s","vineId":"abc","originalUrl":"https://vine.co/v/abc",
                 "meta":{"title":"Hi"}}"""
                        .formatted(UID, owner, UID, UID, UID, "ab".repeat(32)));
    }

    @Test
    void aFailedVideoSaysWhy() {
        gateway.reads.put(Samples.failed(UID, gateway.alice.pubkey(), "Not a video."));

        expect(
                gateway.get(VIDEO),
                200,
                """
                {"uid":"%s","status":"failed","owner":"%s","createdAt":"2027-01-15T08:00:00.120Z",
                 "error":{"code":"ERR_NON_VIDEO","text":"Not a video."}}"""
                        .formatted(UID, owner));
    }

    @Test
    void aFailureWithoutASentenceHasItsCode() {
        gateway.reads.put(Samples.failed(UID, gateway.alice.pubkey(), null));

        expect(
                gateway.get(VIDEO),
                200,
                """
                {"uid":"%s","status":"failed","owner":"%s","createdAt":"2027-01-15T08:00:00.120Z",
                 "error":{"code":"ERR_NON_VIDEO"}}"""
                        .formatted(UID, owner));
    }

    @ParameterizedTest
    @EnumSource(
            value = VideoStatus.class,
            names = {"DELETED", "UNKNOWN"},
            mode = EnumSource.Mode.EXCLUDE)
    void theStatusIsItsNameInLowerCase(VideoStatus status) {
        gateway.reads.put(Samples.video(UID, gateway.alice.pubkey(), status));

        gateway.get(VIDEO)
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.status")
                .isEqualTo(status.name().toLowerCase(Locale.ROOT));
    }

    @Test
    void aStatusOfANewerProcessorIsProcessing() {
        gateway.reads.put(Samples.video(UID, gateway.alice.pubkey(), VideoStatus.UNKNOWN));

        gateway.get(VIDEO).expectBody().jsonPath("$.status").isEqualTo("processing");
    }

    @Test
    void aDeletedVideoIsGone() {
        gateway.reads.put(Samples.video(UID, gateway.alice.pubkey(), VideoStatus.DELETED));

        expect(
                        gateway.get(VIDEO),
                        410,
                        "{\"error\":\"gone\",\"uid\":\"%s\",\"status\":\"deleted\"}".formatted(UID))
                .expectHeader()
                .doesNotExist(HttpHeaders.ETAG);
    }

    @Test
    void anUnknownVideoIsNotFound() {
        expect(gateway.get(VIDEO), 404, "{\"error\":\"not_found\"}");
    }

    @Test
    void whoeverCannotTellSaysWhenToComeBack() {
        gateway.reads.fail(
                new UnavailableException("for the log", "starting", Duration.ofSeconds(3)));

        expect(gateway.get(VIDEO), 503, "{\"error\":\"unavailable\",\"reason\":\"starting\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "3");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"3\"", "W/\"3\"", "\"1\", \"3\""})
    void whatTheClientHasIsNotSentAgain(String ifNoneMatch) {
        gateway.reads.put(Samples.ready(UID, gateway.alice.pubkey()));

        gateway.client
                .get()
                .uri(VIDEO)
                .header(HttpHeaders.IF_NONE_MATCH, ifNoneMatch)
                .exchange()
                .expectStatus()
                .isNotModified()
                .expectHeader()
                .valueEquals(HttpHeaders.ETAG, "\"3\"")
                .expectBody()
                .isEmpty();
    }

    @Test
    void whatChangedIsSentAgain() {
        gateway.reads.put(Samples.ready(UID, gateway.alice.pubkey()));

        gateway.client
                .get()
                .uri(VIDEO)
                .header(HttpHeaders.IF_NONE_MATCH, "\"2\"")
                .exchange()
                .expectStatus()
                .isOk();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"a-b", "a.b", "%20", "%2e%2e", "0123456789abcdef0123456789abcdef0", "é"})
    void whatCannotBeAUidIsRefusedBeforeAnythingElse(String uid) {
        var path = "/v1/videos/" + java.net.URI.create(uid).toASCIIString();
        gateway.reads.fail(new IllegalStateException("Expected no read"));

        expect(gateway.get(path), 400, INVALID_UID);
        expect(gateway.get(path + "/history"), 400, INVALID_UID);
        expect(gateway.post(path + "/aliases", "{", "Nostr x"), 400, INVALID_UID);
        expect(gateway.client.delete().uri(java.net.URI.create(path)).exchange(), 400, INVALID_UID);
    }

    private ResponseSpec delete(String token) {
        return gateway.client
                .delete()
                .uri(VIDEO)
                .header(HttpHeaders.AUTHORIZATION, token)
                .exchange();
    }

    private ResponseSpec delete() {
        return delete(gateway.token(HttpMethod.DELETE, VIDEO, ""));
    }

    @Test
    void theOwnerDeletesAndIsToldWhereToLook() {
        expect(delete(), 202, "{\"uid\":\"%s\",\"status\":\"deleting\"}".formatted(UID))
                .expectHeader()
                .valueEquals(HttpHeaders.LOCATION, VIDEO);

        var command = gateway.commands.only(RequestDeletion.class);
        assertThat(command.getPubkey()).isEqualTo(gateway.alice.pubkey().hex());
        assertThat(command.getCommandId()).matches("[0-9a-f]{64}");
        assertThat(command.getUid()).isEqualTo(UID);
        assertThat(gateway.commands.keys()).containsExactly(command.getCommandId());
    }

    @Test
    void deletingAgainIsAcceptedAgain() {
        var token = gateway.token(HttpMethod.DELETE, VIDEO, "");

        delete(token).expectStatus().isAccepted();
        delete(token).expectStatus().isAccepted();
        gateway.clock.advance(Duration.ofSeconds(1));
        delete().expectStatus().isAccepted();

        var ids =
                gateway.commands.asked().stream()
                        .map(command -> ((RequestDeletion) command).getCommandId())
                        .toList();
        assertThat(ids.get(1)).isEqualTo(ids.get(0));
        assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
    }

    @Test
    void anotherDeletesNothing() {
        gateway.commands.answer(FakeCommands.refusal(RefusalReason.NOT_OWNER));

        expect(delete(), 403, "{\"error\":\"forbidden\",\"reason\":\"not_owner\"}");
    }

    @Test
    void whatIsUnknownCannotBeDeleted() {
        gateway.commands.answer(FakeCommands.refusal(RefusalReason.NOT_FOUND));

        expect(delete(), 404, "{\"error\":\"not_found\"}");
    }

    @Test
    void nobodyDeletesWithoutATokenForIt() {
        expect(
                gateway.client.delete().uri(VIDEO).exchange(),
                401,
                "{\"error\":\"unauthorized\",\"reason\":\"missing_nip98\"}");
        expect(
                delete("Bearer x"),
                400,
                "{\"error\":\"bad_request\",\"reason\":\"malformed_nip98\"}");
        expect(
                delete(gateway.token(HttpMethod.GET, VIDEO, "")),
                403,
                "{\"error\":\"forbidden\",\"reason\":\"invalid_nip98\"}");

        assertThat(gateway.commands.asked()).isEmpty();
    }

    @Test
    void aDeletionThatCannotBeBegunIsToldToComeBack() {
        gateway.commands.overload();

        expect(delete(), 503, "{\"error\":\"unavailable\",\"reason\":\"overloaded\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1");
    }

    @ParameterizedTest
    @CsvSource({
        "PUT,    /v1/videos,             POST",
        "GET,    /v1/videos,             POST",
        "POST,   /v1/videos/abc,         'GET,DELETE'",
        "PATCH,  /v1/videos/abc,         'GET,DELETE'",
        "DELETE, /v1/videos/abc/history, GET",
        "GET,    /v1/videos/abc/aliases, POST",
        "POST,   /v1/lookup,             GET",
        "DELETE, /v1/users/x/videos,     GET",
        "POST,   /v1/users/x/quota,      GET",
        "GET,    /v1/stream/webhook,     POST",
        "BREW,   /v1/videos,             POST",
    })
    void anotherMethodIsNotAllowedAndThoseThatAreAreNamed(
            String method, String path, String allowed) {
        var response = gateway.client.method(HttpMethod.valueOf(method)).uri(path).exchange();

        expect(response, 405, "{\"error\":\"method_not_allowed\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.ALLOW, allowed);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/",
                "/v1",
                "/v1/video",
                "/v1/videos/",
                "/v1/videos/abc/",
                "/v1/videos/abc/other",
                "/v1/users/x",
                "/v2/videos/abc",
                "/favicon.ico"
            })
    void whereThereIsNothingIsNotFound(String path) {
        expect(gateway.get(path), 404, "{\"error\":\"not_found\"}");
        expect(gateway.client.post().uri(path).exchange(), 404, "{\"error\":\"not_found\"}");
    }

    @Test
    void theOwnerReadsWhatHappenedInOrder() {
        var sha = new Alias(AliasKind.SHA256, "sha256:" + "ab".repeat(32), "ab".repeat(32));
        gateway.reads.put(Samples.ready(UID, gateway.alice.pubkey()));
        happened(
                new VideoRegistered("c", Samples.CREATED, List.of(sha), Map.of("title", "Hi")),
                new ProcessingAdvanced(Samples.notice("inprogress", false)),
                new VideoBecameReady(Samples.notice("ready", true)));

        expect(
                        history(),
                        200,
                        """
                        {"uid":"%s","events":[
                         {"sequence":1,"at":"2027-01-15T08:00:01.120Z","type":"video_registered",
                          "aliases":[{"field":"sha256","value":"%s"}]},
                         {"sequence":2,"at":"2027-01-15T08:00:02.120Z",
                          "type":"processing_advanced",
                          "notice":{"state":"inprogress","readyToStream":false,"percent":39.0,
                                    "modified":"2027-01-15T08:00:30.120Z"}},
                         {"sequence":3,"at":"2027-01-15T08:00:03.120Z",
                          "type":"video_became_ready",
                          "notice":{"state":"ready","readyToStream":true,"percent":39.0,
                                    "modified":"2027-01-15T08:00:30.120Z"}}]}"""
                                .formatted(UID, "ab".repeat(32)))
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache");
    }

    @Test
    void everyEventHasItsType() {
        gateway.reads.put(Samples.ready(UID, gateway.alice.pubkey()));
        happened(
                new AliasesRecorded(List.of()),
                new VideoRefined(Samples.notice("ready", true)),
                new RenditionsCompleted(),
                new VideoFailed(Samples.notice("error", false)),
                new NoticeDisregarded(Samples.notice("queued", false)),
                new UploadExpired(),
                new DeletionStarted(),
                new VideoDeleted());

        history()
                .expectStatus()
                .isOk()
                .expectBody()
                .jsonPath("$.events[*].type")
                .value(
                        types ->
                                assertThat(types)
                                        .isEqualTo(
                                                List.of(
                                                        "aliases_recorded",
                                                        "video_refined",
                                                        "renditions_completed",
                                                        "video_failed",
                                                        "notice_disregarded",
                                                        "upload_expired",
                                                        "deletion_started",
                                                        "video_deleted")));
    }

    @Test
    void anotherReadsNoHistory() {
        gateway.reads.put(Samples.ready(UID, gateway.bob.pubkey()));

        expect(history(), 403, "{\"error\":\"forbidden\",\"reason\":\"not_owner\"}");
    }

    @Test
    void anUnknownVideoHasNoHistory() {
        expect(history(), 404, "{\"error\":\"not_found\"}");
    }

    @Test
    void aTokenForTheVideoIsNoneForItsHistory() {
        gateway.reads.put(Samples.ready(UID, gateway.alice.pubkey()));

        expect(
                history(gateway.token(HttpMethod.GET, VIDEO, "")),
                403,
                "{\"error\":\"forbidden\",\"reason\":\"invalid_nip98\"}");
    }
}
