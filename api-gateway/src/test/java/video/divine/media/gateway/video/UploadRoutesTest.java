package video.divine.media.gateway.video;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.FakeCommands.QUOTA;
import static video.divine.media.gateway.FakeCommands.refusal;
import static video.divine.media.gateway.Gateway.VIDEOS;
import static video.divine.media.gateway.Gateway.expect;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.http.MediaType;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.avro.Alias;
import video.divine.media.avro.AliasKind;
import video.divine.media.avro.CancelUpload;
import video.divine.media.avro.CommandSource;
import video.divine.media.avro.ConfirmUpload;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.ReserveUpload;
import video.divine.media.avro.UploadFault;
import video.divine.media.avro.UploadRegistered;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.cloudflare.TicketRequest;
import video.divine.media.gateway.cloudflare.UploadMethod;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.service.digest.Sha256;

import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** {@code POST /v1/videos}. */
class UploadRoutesTest {
    private static final String SHA256 = "ab".repeat(32);
    private static final String URL = "https://vine.co/v/abc";
    private static final String URL_KEY = "url:" + Sha256.hex("https://vine.co/v/abc");
    private static final String FIRST_UID = "0".repeat(31) + "1";
    private static final String NO_BODY = "";

    final Gateway gateway = Gateway.shared();
    final String ticket =
            """
            {"uid":"%s","upload":"basic","uploadURL":"https://upload.example.test/%s",
             "expiresAt":"2027-01-15T09:00:00Z","owner":"%s"}"""
                    .formatted(FIRST_UID, FIRST_UID, gateway.alice.pubkey().hex());

    private ResponseSpec upload(String body) {
        return gateway.post(VIDEOS, body);
    }

    private ResponseSpec uploadUnder(String key, String body) {
        return gateway.client
                .post()
                .uri(VIDEOS)
                .header(HttpHeaders.AUTHORIZATION, gateway.token(HttpMethod.POST, VIDEOS, body))
                .header("Idempotency-Key", key)
                .bodyValue(body)
                .exchange();
    }

    private static String bad(String reason) {
        return "{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}";
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{\"upload\":\"tus\",\"size\":1}           | T09:00:01Z",
                "{\"size\":200000001}                      | T09:03:21Z",
                "{\"upload\":null,\"size\":30000000000}    | T14:30:00Z"
            })
    void aLargeFileOrOneThatAsksForItComesByTus(String body, String ends) {
        expect(upload(body), 201, ticket.replace("basic", "tus").replace("T09:00:00Z", ends))
                .expectHeader()
                .valueEquals(HttpHeaders.LOCATION, "/v1/videos/" + FIRST_UID);

        assertThat(gateway.stream.requests())
                .singleElement()
                .extracting(TicketRequest::method)
                .isInstanceOfSatisfying(
                        UploadMethod.Tus.class,
                        tus -> assertThat(body).contains("\"size\":" + tus.bytes()));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "{\"size\":200000000}",
                "{\"upload\":\"basic\"}",
                "{\"upload\":\"basic\",\"size\":200000000}"
            })
    void everyOtherOneComesInOnePiece(String body) {
        expect(upload(body), 201, ticket);

        assertThat(gateway.stream.requests())
                .singleElement()
                .extracting(TicketRequest::method)
                .isEqualTo(new UploadMethod.Basic());
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = ';',
            value = {
                "{\"upload\":\"copy\"};                       invalid_upload",
                "{\"upload\":[\"tus\"],\"size\":1};           invalid_upload",
                "{\"size\":\"1\"};                            invalid_size",
                "{\"size\":0};                                invalid_size",
                "{\"size\":1.5};                              invalid_size",
                "{\"size\":1e400};                            invalid_size",
                "{\"upload\":\"tus\",\"size\":30000000001};   invalid_size",
                "{\"upload\":\"basic\",\"size\":200000001};   invalid_size",
                "{\"upload\":\"tus\"};                        missing_size",
            })
    void aFileThatCannotComeThatWayIsRefused(String body, String reason) {
        expect(upload(body), 400, bad(reason));

        assertThat(gateway.commands.asked()).isEmpty();
    }

    @Test
    void aFaultOfStreamsAtTusIsNotTheCallers() {
        gateway.stream.fail(
                new StreamFailure.StreamFault(
                        StreamOperation.TUS_UPLOAD,
                        StreamFailure.Reason.SERVER_ERROR,
                        "HTTP 500",
                        null));

        expect(upload("{\"upload\":\"tus\",\"size\":1}"), 502, "{\"error\":\"stream_error\"}");

        assertThat(gateway.commands.only(CancelUpload.class).getFault())
                .isEqualTo(UploadFault.STREAM);
    }

    @Test
    void anUploadIsCreatedAndItsPlaceAndQuotaAreNamed() {
        expect(upload("{}"), 201, ticket)
                .expectHeader()
                .valueEquals(HttpHeaders.LOCATION, "/v1/videos/" + FIRST_UID)
                .expectHeader()
                .valueEquals("RateLimit", "\"uploads\";r=29;t=1800")
                .expectHeader()
                .valueEquals("RateLimit-Policy", "\"uploads\";q=30;w=3600")
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-store")
                .expectHeader()
                .doesNotExist("Idempotent-Replay");
    }

    @Test
    void aTokenThatWasTakenIsRefusedAnHourLater() {
        var token = gateway.token(HttpMethod.POST, VIDEOS, "{}");
        expect(gateway.post(VIDEOS, "{}", token), 201, ticket);
        var asked = gateway.commands.asked();

        gateway.clock.advance(Duration.ofHours(1));

        expect(
                gateway.post(VIDEOS, "{}", token),
                403,
                "{\"error\":\"forbidden\",\"reason\":\"invalid_nip98\"}");
        assertThat(gateway.commands.asked()).isEqualTo(asked);
    }

    @Test
    void noBodyIsAnUploadWithoutNames() {
        expect(upload(NO_BODY), 201, ticket);

        assertThat(gateway.commands.only(ReserveUpload.class).getAliases()).isEmpty();
    }

    @Test
    void theReservationSaysWhoWhatAndHowOften() {
        var body =
                "{\"sha256\":\"%s\",\"vineId\":\"abc\",\"originalUrl\":\"%s\"}"
                        .formatted(SHA256.toUpperCase(java.util.Locale.ROOT), URL);

        expect(upload(body), 201, ticket);

        var reserve = gateway.commands.only(ReserveUpload.class);
        assertThat(reserve.getPubkey()).isEqualTo(gateway.alice.pubkey().hex());
        assertThat(reserve.getSource()).isEqualTo(CommandSource.NIP98);
        assertThat(reserve.getBodyHash()).isEqualTo(Sha256.hex(body));
        assertThat(reserve.getAliases())
                .containsExactly(
                        new Alias(AliasKind.SHA256, "sha256:" + SHA256, SHA256),
                        new Alias(AliasKind.VINE_ID, "vine:abc", "abc"),
                        new Alias(AliasKind.ORIGINAL_URL, URL_KEY, URL));
        assertThat(reserve.getQuotaPerHour()).isEqualTo(30);
    }

    @Test
    void streamKeepsTheClientsMetaAndOurs() {
        expect(upload("{\"meta\":{\"title\":\"Hi\"},\"vineId\":\"abc\"}"), 201, ticket);

        var commandId = gateway.commands.only(ReserveUpload.class).getCommandId();
        var request = gateway.stream.requests().getFirst();
        assertThat(request.creator()).isEqualTo(gateway.alice.pubkey().hex());
        assertThat(request.meta())
                .containsExactlyInAnyOrderEntriesOf(
                        Map.of(
                                "title",
                                "Hi",
                                "pubkey",
                                gateway.alice.pubkey().hex(),
                                "commandId",
                                commandId,
                                "deployment",
                                "divine-media",
                                "name",
                                commandId,
                                "vineId",
                                "abc"));
        assertThat(request.maxDurationSeconds()).isEqualTo(60);
        assertThat(gateway.commands.only(ConfirmUpload.class).getMeta())
                .containsExactlyEntriesOf(Map.of("title", "Hi"));
    }

    @Test
    void whatIsUnknownIsIgnoredAndNullIsAbsent() {
        expect(
                upload(
                        "{\"sha256\":null,\"vineId\":null,\"originalUrl\":null,\"meta\":null,"
                                + "\"later\":{\"a\":[1]}}"),
                201,
                ticket);

        assertThat(gateway.commands.only(ReserveUpload.class).getAliases()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"text/plain", "application/x-www-form-urlencoded", "application/xml"})
    void theBodyIsJsonWhateverItsTypeSays(String type) {
        var body = "{\"vineId\":\"abc\"}";
        var response =
                gateway.client
                        .post()
                        .uri(VIDEOS)
                        .header(
                                HttpHeaders.AUTHORIZATION,
                                gateway.token(HttpMethod.POST, VIDEOS, body))
                        .contentType(MediaType.parseMediaType(type))
                        .accept(MediaType.TEXT_HTML)
                        .bodyValue(body.getBytes(StandardCharsets.UTF_8))
                        .exchange();

        expect(response, 201, ticket);
        assertThat(gateway.commands.only(ReserveUpload.class).getAliases()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{",
                "[]",
                "\"x\"",
                "null",
                "1",
                "{\"vineId\":\"a\",}",
                "{'vineId':'a'}",
                "{\"vineId\":\"a\",\"vineId\":\"a\"}",
                "{\"meta\":{\"a\":\"1\",\"a\":\"1\"}}",
                "{} {}",
                "{\"x\":NaN}",
                "{\"x\":[[[[[[[[1]]]]]]]]}",
                " "
            })
    void whatIsNoJsonObjectIsRefused(String body) {
        expect(upload(body), 400, bad("invalid_json"));

        assertThat(gateway.commands.asked()).isEmpty();
    }

    /** RFC 8259, 8.1: other encodings are no JSON; overlong forms are other bytes for the same. */
    @Test
    void bytesThatAreNoUtf8AreRefused() {
        var text = "{\"meta\":{\"a\":\"é\"}}";
        refused(text.getBytes(StandardCharsets.ISO_8859_1));
        refused(text.getBytes(StandardCharsets.UTF_16));
        refused(text.getBytes(StandardCharsets.UTF_16LE));
        refused(text.getBytes(Charset.forName("UTF-32")));
        refused("{\"vineId\":\"\u00c1\u00a1bc\"}".getBytes(StandardCharsets.ISO_8859_1));
    }

    private void refused(byte[] body) {
        var response =
                gateway.client
                        .post()
                        .uri(VIDEOS)
                        .header(
                                HttpHeaders.AUTHORIZATION,
                                gateway.alice.token(
                                        "POST",
                                        Gateway.BASE_URL + VIDEOS,
                                        body,
                                        gateway.clock.instant()))
                        .bodyValue(body)
                        .exchange();

        expect(response, 400, bad("invalid_json"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{\"sha256\":1}                             | invalid_sha256",
                "{\"sha256\":\"ab\"}                        | invalid_sha256",
                "{\"sha256\":\"\"}                          | invalid_sha256",
                "{\"sha256\":[\"ab\"]}                      | invalid_sha256",
                "{\"vineId\":{}}                            | invalid_vine_id",
                "{\"vineId\":\"\"}                          | invalid_vine_id",
                "{\"vineId\":\"a b\"}                       | invalid_vine_id",
                "{\"vineId\":false}                         | invalid_vine_id",
                "{\"originalUrl\":\"ftp://a.example/x\"}    | invalid_original_url",
                "{\"originalUrl\":\"/v/abc\"}               | invalid_original_url",
                "{\"originalUrl\":\"https:///\"}            | invalid_original_url",
                "{\"originalUrl\":7}                        | invalid_original_url",
                "{\"originalUrl\":\"x\",\"sha256\":\"y\"}   | invalid_sha256",
                "{\"meta\":[]}                              | invalid_meta",
                "{\"meta\":\"x\"}                           | invalid_meta",
                "{\"meta\":{\"a\":1}}                       | invalid_meta",
                "{\"meta\":{\"a\":null}}                    | invalid_meta",
                "{\"meta\":{\"a\":{}}}                      | invalid_meta",
                "{\"meta\":{\"\":\"x\"}}                    | invalid_meta",
                "{\"meta\":{\"a\":\"\\ud800\"}}             | invalid_meta",
                "{\"meta\":{\"name\":\"x\"}}                | reserved_meta_key",
                "{\"meta\":{\"pubkey\":\"x\"}}              | reserved_meta_key",
                "{\"meta\":{\"commandId\":\"x\"}}           | reserved_meta_key",
                "{\"meta\":{\"deployment\":\"x\"}}          | reserved_meta_key",
                "{\"meta\":{\"sha256\":\"x\"}}              | reserved_meta_key",
                "{\"meta\":{\"vineId\":\"x\"}}              | reserved_meta_key",
                "{\"meta\":{\"originalUrl\":\"x\"}}         | reserved_meta_key",
            })
    void aBadFieldIsNamed(String body, String reason) {
        expect(upload(body), 400, bad(reason));

        assertThat(gateway.commands.asked()).isEmpty();
        assertThat(gateway.stream.requests()).isEmpty();
    }

    private static String meta(int entries) {
        return IntStream.range(0, entries)
                .mapToObj("\"k%d\":\"v\""::formatted)
                .collect(Collectors.joining(",", "{\"meta\":{", "}}"));
    }

    @Test
    void metaHoldsThirtyTwoEntries() {
        expect(upload(meta(32)), 201, ticket);
        expect(upload(meta(33)), 400, bad("invalid_meta"));
    }

    @Test
    void aMetaEntryHoldsAKibibyteOfUtf8() {
        var longest = "é".repeat(512);

        expect(upload("{\"meta\":{\"a\":\"%s\"}}".formatted(longest)), 201, ticket);
        expect(upload("{\"meta\":{\"a\":\"%sx\"}}".formatted(longest)), 400, bad("invalid_meta"));
        expect(upload("{\"meta\":{\"%sx\":\"a\"}}".formatted(longest)), 400, bad("invalid_meta"));
    }

    @Test
    void aBodyHoldsSixtyFourKibibytes() {
        var most = "{\"x\":\"" + "a".repeat(64 * 1024 - 8) + "\"}";
        assertThat(most).hasSize(64 * 1024);

        expect(upload(most), 201, ticket);
        expect(upload(most + " "), 413, "{\"error\":\"payload_too_large\"}");
    }

    @Test
    void aTakenAliasIsAConflictThatNamesTheVideo() {
        gateway.commands.answer(
                FakeCommands.conflict(
                        RefusalReason.ALIAS_TAKEN,
                        List.of(AliasKind.SHA256, AliasKind.ORIGINAL_URL),
                        Map.of("SHA256", "abc")));

        expect(
                        upload("{}"),
                        409,
                        "{\"error\":\"conflict\",\"fields\":[\"sha256\",\"originalUrl\"],"
                                + "\"uids\":{\"sha256\":\"abc\"}}")
                .expectHeader()
                .doesNotExist(HttpHeaders.RETRY_AFTER);
    }

    @Test
    void anAliasThatIsOnlyReservedMayComeFreeAgain() {
        gateway.commands.answer(
                FakeCommands.reserved(
                        List.of(AliasKind.VINE_ID), FakeClock.START.plusMillis(20_001)));

        expect(upload("{}"), 409, "{\"error\":\"conflict\",\"fields\":[\"vineId\"]}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "21");
    }

    @Test
    void anUploadUnderWayWithTheSameNamesIsWorthAnotherTry() {
        gateway.commands.answer(
                refusal(RefusalReason.UPLOAD_IN_PROGRESS, FakeClock.START.plusSeconds(12)));

        expect(upload("{}"), 503, "{\"error\":\"unavailable\",\"reason\":\"upload_in_progress\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "12");
    }

    @Test
    void aUsedUpHourIsRateLimited() {
        gateway.commands.answer(FakeCommands.quotaExceeded());

        expect(upload("{}"), 429, "{\"error\":\"rate_limited\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1800")
                .expectHeader()
                .valueEquals("RateLimit", "\"uploads\";r=0;t=1800")
                .expectHeader()
                .valueEquals("RateLimit-Policy", "\"uploads\";q=30;w=3600");
    }

    @Test
    void aTokenThatCameWithAnotherBodyIsInvalid() {
        gateway.commands.answer(refusal(RefusalReason.COMMAND_REUSED));

        expect(upload("{}"), 403, "{\"error\":\"forbidden\",\"reason\":\"invalid_nip98\"}");
    }

    @Test
    void aKeyThatCameWithAnotherBodyIsAConflict() {
        gateway.commands.answer(refusal(RefusalReason.COMMAND_REUSED));

        expect(uploadUnder("k", "{}"), 422, "{\"error\":\"idempotency_conflict\"}");
    }

    @Test
    void aWordOfANewerProcessorIsWorthAnotherTry() {
        gateway.commands.answer(refusal(RefusalReason.UNKNOWN));

        expect(upload("{}"), 503, "{\"error\":\"unavailable\",\"reason\":\"unknown_refusal\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1");
    }

    @Test
    void aFailureOfStreamIsOnlyNamed() {
        gateway.stream.fail(
                new StreamFailure.StreamFault(
                        StreamOperation.DIRECT_UPLOAD,
                        StreamFailure.Reason.SERVER_ERROR,
                        "HTTP 500, of interest to nobody outside",
                        null));

        expect(upload("{}"), 502, "{\"error\":\"stream_error\"}")
                .expectHeader()
                .doesNotExist(HttpHeaders.RETRY_AFTER);
    }

    @Test
    void streamsOwnRetryAfterIsHandedOn() {
        gateway.stream.fail(
                new StreamFailure.StreamFault(
                        StreamOperation.DIRECT_UPLOAD,
                        StreamFailure.Reason.THROTTLED,
                        "HTTP 429",
                        Duration.ofSeconds(42)));

        expect(upload("{}"), 502, "{\"error\":\"stream_error\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "42");
    }

    @Test
    void whereStreamIsIllNothingIsReserved() {
        assertNothingIsReserved(
                StreamFailure.Reason.BREAKER_OPEN, 502, "{\"error\":\"stream_error\"}");
    }

    @Test
    void whereOurCallsAreSpentNothingIsReserved() {
        assertNothingIsReserved(
                StreamFailure.Reason.BUDGET_SPENT,
                503,
                "{\"error\":\"unavailable\",\"reason\":\"overloaded\"}");
    }

    private void assertNothingIsReserved(StreamFailure.Reason reason, int status, String body) {
        gateway.stream.refuse(
                new StreamFailure.StreamFault(
                        StreamOperation.DIRECT_UPLOAD,
                        reason,
                        "not asked",
                        Duration.ofMillis(8_200)));

        expect(upload("{}"), status, body).expectHeader().valueEquals(HttpHeaders.RETRY_AFTER, "9");

        assertThat(gateway.commands.asked()).isEmpty();
        assertThat(gateway.stream.requests()).isEmpty();
    }

    @Test
    void aStreamThatIsSetUpWrongIsAFailureOfStream() {
        gateway.stream.fail(
                new StreamFailure.Misconfigured(StreamOperation.DIRECT_UPLOAD, "HTTP 403"));

        expect(upload("{}"), 502, "{\"error\":\"stream_error\"}");
    }

    @Test
    void tooManyUploadsForOurConnectionsAreNoFailureOfStream() {
        gateway.stream.fail(
                new StreamFailure.StreamFault(
                        StreamOperation.DIRECT_UPLOAD,
                        StreamFailure.Reason.NO_CONNECTION,
                        "no free connection",
                        null));

        expect(upload("{}"), 503, "{\"error\":\"unavailable\",\"reason\":\"overloaded\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1");
        assertThat(gateway.commands.only(CancelUpload.class).getFault())
                .isEqualTo(UploadFault.STREAM);
    }

    @ParameterizedTest
    @ValueSource(strings = {"outcome_unknown", "overloaded", "kafka", "starting"})
    void whoeverCannotBeAnsweredIsToldWhenToComeBack(String reason) {
        gateway.commands.fail(
                new UnavailableException("for the log", reason, Duration.ofMillis(1_500)));

        expect(upload("{}"), 503, "{\"error\":\"unavailable\",\"reason\":\"%s\"}".formatted(reason))
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "2");
    }

    @Test
    void aTakenOverReservationIsWorthAnotherTryAndItsTicketIsDeleted() {
        gateway.commands.answer(
                new video.divine.media.avro.UploadGranted(1, FakeCommands.RESET_AT, QUOTA),
                refusal(RefusalReason.RESERVATION_GONE));

        expect(upload("{}"), 503, "{\"error\":\"unavailable\",\"reason\":\"reservation_gone\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1");
        assertThat(gateway.stream.requests()).hasSize(1);
        assertThat(gateway.stream.uids()).isEmpty();
    }

    @Test
    void aRepeatedUploadGetsTheSameAnswerAndIsMarked() {
        gateway.commands.replay();
        gateway.commands.answer(
                new UploadRegistered(
                        "abc",
                        gateway.alice.pubkey().hex(),
                        "https://upload.example.test/abc",
                        Instant.parse("2027-01-15T08:45:00.5Z"),
                        QUOTA));

        expect(
                        upload("{}"),
                        201,
                        """
                        {"uid":"abc","upload":"basic","uploadURL":"https://upload.example.test/abc",
                         "expiresAt":"2027-01-15T08:45:00.500Z","owner":"%s"}"""
                                .formatted(gateway.alice.pubkey().hex()))
                .expectHeader()
                .valueEquals("Idempotent-Replay", "true")
                .expectHeader()
                .valueEquals(HttpHeaders.LOCATION, "/v1/videos/abc");
        assertThat(gateway.stream.requests()).isEmpty();
    }

    @Test
    void aRepeatedRefusalIsMarkedToo() {
        gateway.commands.replay();
        gateway.commands.answer(
                FakeCommands.conflict(
                        RefusalReason.ALIAS_TAKEN, List.of(AliasKind.SHA256), Map.of()));

        expect(upload("{}"), 409, "{\"error\":\"conflict\",\"fields\":[\"sha256\"]}")
                .expectHeader()
                .valueEquals("Idempotent-Replay", "true");
    }

    @Test
    void theSameTokenIsTheSameCommandAndAnotherIsNot() {
        var token = gateway.token(HttpMethod.POST, VIDEOS, "{}");
        gateway.post(VIDEOS, "{}", token);
        gateway.post(VIDEOS, "{}", token);
        gateway.clock.advance(Duration.ofSeconds(1));
        upload("{}");

        var ids = reservations();
        assertThat(ids.get(0)).matches("[0-9a-f]{64}").isEqualTo(ids.get(1));
        assertThat(ids.get(2)).isNotEqualTo(ids.get(0));
    }

    private List<String> reservations() {
        return gateway.commands.asked().stream()
                .filter(ReserveUpload.class::isInstance)
                .map(command -> ((ReserveUpload) command).getCommandId())
                .toList();
    }

    @Test
    void theSameKeyIsTheSameCommandUnderAnyTokenOfItsPublisher() {
        uploadUnder("k", "{}");
        gateway.clock.advance(Duration.ofHours(1));
        uploadUnder("k", "{}");
        uploadUnder("l", "{}");
        gateway.client
                .post()
                .uri(VIDEOS)
                .header(
                        HttpHeaders.AUTHORIZATION,
                        gateway.bob.token(
                                "POST",
                                Gateway.BASE_URL + VIDEOS,
                                "{}".getBytes(StandardCharsets.UTF_8),
                                gateway.clock.instant()))
                .header("Idempotency-Key", "k")
                .bodyValue("{}")
                .exchange();

        var ids = reservations();
        assertThat(ids.get(0)).isEqualTo(ids.get(1));
        assertThat(ids).hasSize(4);
        assertThat(List.copyOf(java.util.Set.copyOf(ids))).hasSize(3);
        assertThat(((ReserveUpload) gateway.commands.asked().getFirst()).getSource())
                .isEqualTo(CommandSource.IDEMPOTENCY_KEY);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "é"})
    void aKeyThatIsNoneIsRefused(String key) {
        expect(uploadUnder(key, "{}"), 400, bad("invalid_idempotency_key"));
    }

    @Test
    void aKeyHoldsTwoHundredAndFiftyFiveCharacters() {
        expect(uploadUnder("k".repeat(255), "{}"), 201, ticket);
        expect(uploadUnder("k".repeat(256), "{}"), 400, bad("invalid_idempotency_key"));
    }

    @Test
    void twoKeysAreRefused() {
        var response =
                gateway.client
                        .post()
                        .uri(VIDEOS)
                        .header(
                                HttpHeaders.AUTHORIZATION,
                                gateway.token(HttpMethod.POST, VIDEOS, "{}"))
                        .header("Idempotency-Key", "a", "b")
                        .bodyValue("{}")
                        .exchange();

        expect(response, 400, bad("invalid_idempotency_key"));
    }

    @Test
    void aBugIsAnsweredWithoutItsTrace() {
        gateway.commands.fail(new IllegalStateException("Expected nobody to read this"));

        expect(upload("{}"), 500, "{\"error\":\"internal\"}");
    }
}
