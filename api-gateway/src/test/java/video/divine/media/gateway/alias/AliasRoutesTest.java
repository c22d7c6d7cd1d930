package video.divine.media.gateway.alias;

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
import video.divine.media.avro.AliasesAttached;
import video.divine.media.avro.AttachAliases;
import video.divine.media.avro.CommandSource;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.VideoClosure;
import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.command.UnavailableException;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** {@code POST /v1/videos/{uid}/aliases} and {@code GET /v1/lookup}. */
class AliasRoutesTest {
    private static final String UID = "6b9e68b07dfee8cc2d116e4c51d6a957";
    private static final String ALIASES = "/v1/videos/" + UID + "/aliases";
    private static final String SHA256 = "ab".repeat(32);

    final Gateway gateway = Gateway.shared();

    private ResponseSpec attach(String body) {
        return gateway.post(ALIASES, body);
    }

    private static String bad(String reason) {
        return "{\"error\":\"bad_request\",\"reason\":\"" + reason + "\"}";
    }

    @Test
    void anAliasIsAttached() {
        expect(attach("{\"vineId\":\"abc\"}"), 200, "{\"uid\":\"" + UID + "\",\"vineId\":\"abc\"}")
                .expectHeader()
                .doesNotExist("Idempotent-Replay");

        var command = gateway.commands.only(AttachAliases.class);
        assertThat(command.getUid()).isEqualTo(UID);
        assertThat(command.getPubkey()).isEqualTo(gateway.alice.pubkey().hex());
        assertThat(command.getSource()).isEqualTo(CommandSource.NIP98);
        assertThat(command.getAliases())
                .containsExactly(new Alias(AliasKind.VINE_ID, "vine:abc", "abc"));
        assertThat(gateway.commands.keys()).containsExactly(command.getCommandId());
    }

    @Test
    void theAnswerNamesAllAliasesOfTheVideo() {
        gateway.commands.answer(
                new AliasesAttached(
                        UID,
                        List.of(
                                new Alias(AliasKind.ORIGINAL_URL, "url:0", "https://vine.co/v/abc"),
                                new Alias(AliasKind.SHA256, "sha256:" + SHA256, SHA256),
                                new Alias(AliasKind.VINE_ID, "vine:abc", "abc"))));

        expect(
                attach("{\"vineId\":\"abc\"}"),
                200,
                """
                {"uid":"%s","sha256":"%s","vineId":"abc","originalUrl":"https://vine.co/v/abc"}"""
                        .formatted(UID, SHA256));
    }

    @Test
    void aRepeatIsMarked() {
        gateway.commands.replay();

        expect(attach("{\"vineId\":\"abc\"}"), 200, "{\"uid\":\"" + UID + "\",\"vineId\":\"abc\"}")
                .expectHeader()
                .valueEquals("Idempotent-Replay", "true");
    }

    @Test
    void aRepeatedRefusalIsMarkedToo() {
        gateway.commands.replay();
        gateway.commands.answer(FakeCommands.refusal(RefusalReason.NOT_OWNER));

        expect(
                        attach("{\"vineId\":\"abc\"}"),
                        403,
                        "{\"error\":\"forbidden\",\"reason\":\"not_owner\"}")
                .expectHeader()
                .valueEquals("Idempotent-Replay", "true");
    }

    @Test
    void theSameKeyForAnotherVideoIsAnotherCommand() {
        for (var path : List.of(ALIASES, "/v1/videos/other/aliases")) {
            gateway.client
                    .post()
                    .uri(path)
                    .header(
                            HttpHeaders.AUTHORIZATION,
                            gateway.token(HttpMethod.POST, path, "{\"vineId\":\"abc\"}"))
                    .header("Idempotency-Key", "k")
                    .bodyValue("{\"vineId\":\"abc\"}")
                    .exchange()
                    .expectStatus()
                    .isOk();
        }

        assertThat(gateway.commands.keys()).doesNotHaveDuplicates().hasSize(2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "{}", "{\"vineId\":null}", "{\"other\":\"x\"}"})
    void noAliasAtAllIsRefused(String body) {
        expect(attach(body), 400, bad("missing_alias"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "{                                          | invalid_json",
                "{\"vineId\":\"a\",\"vineId\":\"b\"}        | invalid_json",
                "{\"sha256\":\"x\"}                         | invalid_sha256",
                "{\"vineId\":1}                             | invalid_vine_id",
                "{\"originalUrl\":\"mailto:a@b.example\"}   | invalid_original_url",
            })
    void aBadFieldIsNamed(String body, String reason) {
        expect(attach(body), 400, bad(reason));

        assertThat(gateway.commands.asked()).isEmpty();
    }

    @Test
    void aBodyOverSixtyFourKibibytesIsTooLarge() {
        expect(
                attach("{\"x\":\"" + "a".repeat(64 * 1024) + "\"}"),
                413,
                "{\"error\":\"payload_too_large\"}");
    }

    private ResponseSpec refused(org.apache.avro.specific.SpecificRecord refusal) {
        gateway.commands.answer(refusal);
        return attach("{\"vineId\":\"abc\"}");
    }

    @Test
    void anUnknownVideoIsNotFound() {
        expect(
                refused(FakeCommands.refusal(RefusalReason.NOT_FOUND)),
                404,
                "{\"error\":\"not_found\"}");
    }

    @Test
    void onlyTheOwnerAttaches() {
        expect(
                refused(FakeCommands.refusal(RefusalReason.NOT_OWNER)),
                403,
                "{\"error\":\"forbidden\",\"reason\":\"not_owner\"}");
    }

    @Test
    void anAliasOfAnotherVideoIsAConflict() {
        expect(
                refused(
                        FakeCommands.conflict(
                                RefusalReason.ALIAS_TAKEN,
                                List.of(AliasKind.VINE_ID),
                                Map.of("VINE_ID", "other"))),
                409,
                "{\"error\":\"conflict\",\"fields\":[\"vineId\"],\"uids\":{\"vineId\":\"other\"}}");
    }

    @Test
    void anAliasThatAnUploadHoldsMayComeFree() {
        expect(
                        refused(
                                FakeCommands.reserved(
                                        List.of(AliasKind.SHA256), FakeClock.START.plusSeconds(9))),
                        409,
                        "{\"error\":\"conflict\",\"fields\":[\"sha256\"]}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "9");
    }

    @Test
    void aSecondAliasOfAKindIsAConflict() {
        expect(
                refused(
                        FakeCommands.conflict(
                                RefusalReason.ALREADY_SET, List.of(AliasKind.VINE_ID), Map.of())),
                409,
                "{\"error\":\"conflict\",\"reason\":\"already_set\",\"fields\":[\"vineId\"]}");
    }

    @ParameterizedTest
    @EnumSource(
            value = VideoClosure.class,
            names = {"FAILED", "EXPIRED"})
    void aClosedVideoTakesNoAlias(VideoClosure closure) {
        expect(
                refused(FakeCommands.closed(closure)),
                409,
                "{\"error\":\"conflict\",\"reason\":\"video_closed\"}");
    }

    @Test
    void aVideoThatIsClosedForNoKnownReasonTakesNone() {
        expect(
                refused(FakeCommands.closed(null)),
                409,
                "{\"error\":\"conflict\",\"reason\":\"video_closed\"}");
    }

    @Test
    void aDeletedVideoIsGone() {
        expect(
                refused(FakeCommands.closed(VideoClosure.DELETED)),
                410,
                "{\"error\":\"gone\",\"uid\":\"" + UID + "\",\"status\":\"deleted\"}");
    }

    @Test
    void aTokenThatCameWithAnotherBodyIsInvalid() {
        expect(
                refused(FakeCommands.refusal(RefusalReason.COMMAND_REUSED)),
                403,
                "{\"error\":\"forbidden\",\"reason\":\"invalid_nip98\"}");
    }

    @Test
    void whoeverCannotBeAnsweredIsToldWhenToComeBack() {
        gateway.commands.fail(
                new UnavailableException("for the log", "outcome_unknown", Duration.ofSeconds(1)));

        expect(
                        attach("{\"vineId\":\"abc\"}"),
                        503,
                        "{\"error\":\"unavailable\",\"reason\":\"outcome_unknown\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1");
    }

    private static String escaped(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    @Test
    void aVideoIsFoundByEachOfItsNames() {
        gateway.reads.alias("sha256:" + SHA256, UID);
        gateway.reads.alias("vine:a-B_3", UID);
        gateway.reads.alias(urlKey("https://vine.co/v/abc?a=1&b=2"), UID);
        var found = "{\"uid\":\"" + UID + "\"}";

        expect(gateway.get("/v1/lookup?sha256=" + SHA256), 200, found)
                .expectHeader()
                .valueEquals(HttpHeaders.CACHE_CONTROL, "no-cache");
        expect(
                gateway.get("/v1/lookup?sha256=" + SHA256.toUpperCase(java.util.Locale.ROOT)),
                200,
                found);
        expect(gateway.get("/v1/lookup?vineId=a-B_3"), 200, found);
        expect(
                gateway.get("/v1/lookup?url=" + escaped("HTTPS://vine.co:443/v/./abc?b=2&a=1#top")),
                200,
                found);
    }

    private static String urlKey(String canonical) {
        return switch (video.divine.media.gateway.canonical.Alias.url(canonical)) {
            case video.divine.media.gateway.canonical.Alias.Parsed.Accepted(var alias) ->
                    alias.key();
            case video.divine.media.gateway.canonical.Alias.Parsed.Refused refused ->
                    throw new AssertionError(refused);
        };
    }

    @Test
    void whatNobodyClaimedIsNotFound() {
        expect(gateway.get("/v1/lookup?vineId=abc"), 404, "{\"error\":\"not_found\"}");
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "/v1/lookup,                     exactly_one_parameter",
                "/v1/lookup?,                    exactly_one_parameter",
                "/v1/lookup?other=x,             exactly_one_parameter",
                "/v1/lookup?originalUrl=x,       exactly_one_parameter",
                "/v1/lookup?vineId=a&vineId=a,   exactly_one_parameter",
                "/v1/lookup?vineId=a&sha256=x,   exactly_one_parameter",
                "/v1/lookup?vineId=,             invalid_vine_id",
                "/v1/lookup?vineId,              invalid_vine_id",
                "/v1/lookup?vineId=a%20b,        invalid_vine_id",
                "/v1/lookup?sha256=ab,           invalid_sha256",
                "/v1/lookup?url=vine.co,         invalid_original_url",
                "/v1/lookup?url=%FF,             invalid_original_url",
            })
    void aLookupHasExactlyOneGoodParameter(String path, String reason) {
        expect(gateway.get(path), 400, bad(reason));
    }

    @Test
    void anotherParameterIsIgnored() {
        gateway.reads.alias("vine:abc", UID);

        expect(gateway.get("/v1/lookup?vineId=abc&utm_source=x"), 200, "{\"uid\":\"" + UID + "\"}");
    }

    @Test
    void aLookupThatCannotTellSaysWhenToComeBack() {
        gateway.reads.fail(
                new UnavailableException("for the log", "starting", Duration.ofSeconds(1)));

        expect(
                        gateway.get("/v1/lookup?vineId=abc"),
                        503,
                        "{\"error\":\"unavailable\",\"reason\":\"starting\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "1");
    }
}
