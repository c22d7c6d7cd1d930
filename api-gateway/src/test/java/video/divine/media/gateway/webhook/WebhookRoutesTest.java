package video.divine.media.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.WEBHOOK_SECRET;
import static video.divine.media.gateway.Gateway.expect;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import video.divine.media.avro.RecordNotice;
import video.divine.media.avro.StreamNotice;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.command.UnavailableException;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.time.Duration;
import java.time.Instant;
import java.util.HexFormat;
import java.util.Map;
import java.util.Objects;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** {@code POST /v1/stream/webhook}. */
class WebhookRoutesTest {
    private static final String WEBHOOK = "/v1/stream/webhook";
    private static final String SIGNATURE = "Webhook-Signature";
    private static final String UID = "6b9e68b07dfee8cc2d116e4c51d6a957";
    private static final String OK = "{\"ok\":true}";
    private static final String FORBIDDEN =
            "{\"error\":\"forbidden\",\"reason\":\"invalid_webhook_signature\"}";
    private static final String MISSING =
            "{\"error\":\"bad_request\",\"reason\":\"missing_webhook_signature\"}";
    private static final String MALFORMED =
            "{\"error\":\"bad_request\",\"reason\":\"malformed_webhook_signature\"}";

    /** As Cloudflare's page "Use webhooks" has it, shortened. */
    private static final String READY =
            """
            {"uid":"%s","creator":null,"readyToStream":true,
             "thumbnail":"https://customer-x.cloudflarestream.com/%s/thumbnails/thumbnail.jpg",
             "status":{"state":"ready","pctComplete":"39.000000",
                       "errorReasonCode":"","errorReasonText":""},
             "meta":{"name":"x","pubkey":"y"},
             "created":"2027-01-15T08:00:00.123456Z","modified":"2027-01-15T08:01:00.123456Z",
             "size":383631,"duration":5.5,"input":{"width":480,"height":640},
             "playback":{"hls":"https://customer-x.cloudflarestream.com/%s/manifest/video.m3u8",
                         "dash":"https://customer-x.cloudflarestream.com/%s/manifest/video.mpd"}}"""
                    .formatted(UID, UID, UID, UID);

    final Gateway gateway = Gateway.shared();

    private static String hmac(String secret, Instant at, String body) {
        try {
            var mac = Mac.getInstance("HmacSHA256");
            mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
            var signed = at.getEpochSecond() + "." + body;
            return HexFormat.of().formatHex(mac.doFinal(signed.getBytes(StandardCharsets.UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }

    private static String cloudflares(String secret, Instant at, String body) {
        return "time=" + at.getEpochSecond() + ",sig1=" + hmac(secret, at, body);
    }

    private static String seeds(String secret, Instant at, String body) {
        return "t=" + at.getEpochSecond() + ",v1=" + hmac(secret, at, body);
    }

    private static ResponseSpec notice(Gateway to, String header, String value, String body) {
        return to.client.post().uri(WEBHOOK).header(header, value).bodyValue(body).exchange();
    }

    private ResponseSpec signed(String body) {
        return notice(
                gateway,
                SIGNATURE,
                cloudflares(WEBHOOK_SECRET, gateway.clock.instant(), body),
                body);
    }

    private void nothingIsDone() {
        assertThat(gateway.commands.told()).isEmpty();
    }

    @Test
    void aNoticeIsACommand() {
        expect(signed(READY), 200, OK);

        assertThat(gateway.commands.told()).hasSize(1);
        var command = gateway.commands.told().getFirst();
        assertThat(command.getUid()).isEqualTo(UID);
        assertThat(command.getReplyTo()).isNull();
        var folder = "https://customer-x.cloudflarestream.com/" + UID;
        assertThat(((RecordNotice) command.getBody()).getNotice())
                .isEqualTo(
                        new StreamNotice(
                                "ready",
                                true,
                                39.0,
                                null,
                                null,
                                Instant.parse("2027-01-15T08:01:00.123Z"),
                                5.5,
                                383_631L,
                                480,
                                640,
                                folder + "/manifest/video.m3u8",
                                folder + "/manifest/video.mpd",
                                folder + "/thumbnails/thumbnail.jpg"));
    }

    @Test
    void aSlashAtTheEndIsTheSamePlace() {
        var answer =
                gateway.client
                        .post()
                        .uri(WEBHOOK + "/")
                        .header(
                                SIGNATURE,
                                cloudflares(WEBHOOK_SECRET, gateway.clock.instant(), READY))
                        .bodyValue(READY)
                        .exchange();

        expect(answer, 200, OK);
    }

    @Test
    void aRepeatIsTakenLikeTheFirst() {
        expect(signed(READY), 200, OK);
        expect(signed(READY), 200, OK);

        assertThat(gateway.commands.told()).hasSize(2);
    }

    @Test
    void aNoticeOfAVideoThatNobodyKnowsIsKept() {
        expect(signed("{\"uid\":\"unknown\"}"), 200, OK);

        assertThat(gateway.commands.told().getFirst().getUid()).isEqualTo("unknown");
        assertThat(((RecordNotice) gateway.commands.told().getFirst().getBody()).getNotice())
                .extracting(StreamNotice::getState, StreamNotice::getReadyToStream)
                .containsExactly("", false);
    }

    @Test
    void aNoticeIsAnsweredOnlyOnceItIsDurable() {
        gateway.commands.failToTell(
                new UnavailableException("for the log", "kafka", Duration.ofSeconds(2)));

        expect(signed(READY), 503, "{\"error\":\"unavailable\",\"reason\":\"kafka\"}")
                .expectHeader()
                .valueEquals(HttpHeaders.RETRY_AFTER, "2");
    }

    @Test
    void theSeedsSpellingIsReadToo() {
        expect(
                notice(
                        gateway,
                        SIGNATURE,
                        seeds(WEBHOOK_SECRET, gateway.clock.instant(), READY),
                        READY),
                200,
                OK);
    }

    @Test
    void anotherSecretIsForbidden() {
        expect(
                notice(
                        gateway,
                        SIGNATURE,
                        cloudflares("another", gateway.clock.instant(), READY),
                        READY),
                403,
                FORBIDDEN);
        nothingIsDone();
    }

    @ParameterizedTest
    @ValueSource(longs = {-301, 301})
    void aSkewOverFiveMinutesIsForbidden(long seconds) {
        var at = gateway.clock.instant().plusSeconds(seconds);

        expect(
                notice(gateway, SIGNATURE, cloudflares(WEBHOOK_SECRET, at, READY), READY),
                403,
                FORBIDDEN);
        nothingIsDone();
    }

    @ParameterizedTest
    @ValueSource(longs = {-300, 300})
    void aSkewOfFiveMinutesIsTaken(long seconds) {
        var at = gateway.clock.instant().plusSeconds(seconds);

        expect(notice(gateway, SIGNATURE, cloudflares(WEBHOOK_SECRET, at, READY), READY), 200, OK);
    }

    @Test
    void anEndlessErrorTextIsShortened() {
        var body =
                """
                {"uid":"%s","readyToStream":false,
                 "status":{"state":"error","errorReasonText":"%s"}}"""
                        .formatted("ab".repeat(16), "x".repeat(200_000));

        expect(
                notice(
                        gateway,
                        SIGNATURE,
                        cloudflares(WEBHOOK_SECRET, gateway.clock.instant(), body),
                        body),
                200,
                OK);
        var told = (RecordNotice) gateway.commands.told().getFirst().getBody();
        assertThat(told.getNotice().getErrorText()).hasSize(Notices.LONGEST_ERROR_TEXT);
    }

    @Test
    void aFlippedByteIsForbidden() {
        expect(
                notice(
                        gateway,
                        SIGNATURE,
                        cloudflares(WEBHOOK_SECRET, gateway.clock.instant(), READY),
                        READY.replace("ready\"", "Ready\"")),
                403,
                FORBIDDEN);
        nothingIsDone();
    }

    @Test
    void noHeaderIsABadRequest() {
        expect(gateway.client.post().uri(WEBHOOK).bodyValue(READY).exchange(), 400, MISSING);
        nothingIsDone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "abc",
                "time=,sig1=",
                "time=1,sig1=xyz",
                "sig1=0000000000000000000000000000000000000000000000000000000000000000",
                "time=1799999999",
                "time=-1,sig1=0000000000000000000000000000000000000000000000000000000000000000"
            })
    void aGarbledHeaderIsABadRequest(String value) {
        expect(notice(gateway, SIGNATURE, value, READY), 400, MALFORMED);
        nothingIsDone();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{",
                "[]",
                "{}",
                "{\"uid\":1}",
                "{\"uid\":\"a-b\"}",
                "{\"uid\":\"a\",\"uid\":\"b\"}",
                "{\"uid\":\"a\"} x"
            })
    void aSignedBodyThatIsNoVideoIsABadRequest(String body) {
        expect(signed(body), 400, "{\"error\":\"bad_request\",\"reason\":\"invalid_json\"}");
        nothingIsDone();
    }

    @Test
    void theSharedSecretIsNotTakenUnlessItIsAllowed() {
        expect(notice(gateway, "x-webhook-secret", WEBHOOK_SECRET, READY), 400, MISSING);
        nothingIsDone();
    }

    /** The meta of the largest upload that is taken comes back in each of its notices. */
    @Test
    void aNoticeWithTheLargestMetaIsTaken() {
        var meta = new StringBuilder("\"k\":\"v\"");
        for (int i = 0; i < 31; i++) {
            // As Go writes JSON, and with it perhaps Cloudflare.
            meta.append(",\"k").append(i).append("\":\"").append("\\u003c".repeat(1_024));
            meta.append('"');
        }
        var body = "{\"uid\":\"" + UID + "\",\"meta\":{" + meta + "}}";
        assertThat(body.length()).isBetween(190_000, 256 * 1024);

        expect(signed(body), 200, OK);
    }

    @Test
    void aNoticeOverTwoHundredAndFiftySixKibibytesIsTooLarge() {
        expect(signed(" ".repeat(256 * 1024 + 1)), 413, "{\"error\":\"payload_too_large\"}");
    }

    /** With the settings of a test installation, in the middle of a change of secrets. */
    @Nested
    class Lenient {
        private static Gateway lenient;

        @BeforeAll
        static void start() {
            lenient =
                    Gateway.start(
                            Map.of(
                                    "media.webhook.secret", "the-new-one",
                                    "media.webhook.previous-secret", "the-old-one",
                                    "media.webhook.dialect", "cloudflare",
                                    "media.webhook.shared-secret-fallback", "true"));
        }

        @AfterAll
        static void stop() {
            lenient.close();
        }

        private Instant now() {
            return lenient.clock.instant();
        }

        @ParameterizedTest
        @ValueSource(strings = {"the-new-one", "the-old-one"})
        void bothSecretsAreTaken(String secret) {
            expect(notice(lenient, SIGNATURE, cloudflares(secret, now(), READY), READY), 200, OK);
            expect(notice(lenient, "x-webhook-secret", secret, READY), 200, OK);
        }

        @Test
        void theOtherSpellingIsGarbled() {
            expect(
                    notice(lenient, SIGNATURE, seeds("the-new-one", now(), READY), READY),
                    400,
                    MALFORMED);
        }

        @Test
        void anotherSharedSecretIsForbidden() {
            expect(notice(lenient, "x-webhook-secret", "another", READY), 403, FORBIDDEN);
        }

        @Test
        void theSharedSecretDoesNotOutweighASignature() {
            var response =
                    lenient.client
                            .post()
                            .uri(WEBHOOK)
                            .header(SIGNATURE, cloudflares("another", now(), READY))
                            .header("x-webhook-secret", "the-new-one")
                            .bodyValue(READY)
                            .exchange();

            expect(response, 403, FORBIDDEN);
        }
    }

    @Test
    void whatCameOfNoticesIsCounted() {
        var before = counted("cloudflare");

        signed(READY);

        assertThat(counted("cloudflare")).isEqualTo(before + 1);
    }

    private double counted(String result) {
        var text =
                Objects.requireNonNull(
                        gateway.get("/metrics")
                                .expectBody(String.class)
                                .returnResult()
                                .getResponseBody());
        var prefix = "media_webhooks_total{result=\"" + result + "\"} ";
        return text.lines()
                .filter(line -> line.startsWith(prefix))
                .mapToDouble(line -> Double.parseDouble(line.substring(prefix.length())))
                .sum();
    }
}
