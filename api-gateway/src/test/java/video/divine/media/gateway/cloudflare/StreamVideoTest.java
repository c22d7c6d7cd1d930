package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.gateway.cloudflare.StreamVideo.BadJson;
import video.divine.media.gateway.cloudflare.StreamVideo.Parsed;
import video.divine.media.gateway.cloudflare.StreamVideo.Playback;
import video.divine.media.gateway.cloudflare.StreamVideo.Status;

import java.math.BigDecimal;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;

class StreamVideoTest {
    static final String UID = "6b9e68b07dfee8cc2d116e4c51d6a957";

    /** Every field of the fact sheet's video object, with a ready state below 100 %. */
    static final String READY =
            """
            {"uid":"%1$s","creator":"npub-owner","thumbnail":"https://customer-x.cloudflarestream.com/%1$s/thumbnails/thumbnail.jpg",
             "thumbnailTimestampPct":0.5,"readyToStream":true,"readyToStreamAt":"2022-06-30T17:53:19.494758Z",
             "status":{"state":"ready","step":"encoding","pctComplete":"39.000000","errorReasonCode":"","errorReasonText":""},
             "meta":{"name":"cmd","pubkey":"p","flag":true,"n":1.50,"deep":{"a":[1]},"nothing":null},
             "created":"2022-06-30T17:53:12.512033Z","modified":"2022-06-30T17:53:21.774299123Z",
             "scheduledDeletion":null,"size":383631,"preview":"https://customer-x.cloudflarestream.com/%1$s/watch",
             "allowedOrigins":[],"requireSignedURLs":false,"uploaded":"2022-06-30T17:53:12.511981Z",
             "uploadExpiry":"2022-07-01T17:53:12.511973Z","maxSizeBytes":null,"maxDurationSeconds":-1,"duration":5.5,
             "input":{"width":480,"height":360},
             "playback":{"hls":"https://customer-x.cloudflarestream.com/%1$s/manifest/video.m3u8","dash":"https://customer-x.cloudflarestream.com/%1$s/manifest/video.mpd"},
             "watermark":null,"somethingNew":[{"x":{}}]}"""
                    .formatted(UID);

    @Test
    void everyFieldIsRead() {
        var video = parsed(READY);

        assertThat(video.uid()).isEqualTo(UID);
        assertThat(video.creator()).contains("npub-owner");
        assertThat(video.readyToStream()).isTrue();
        assertThat(video.readyToStreamAt()).contains(Instant.parse("2022-06-30T17:53:19.494758Z"));
        assertThat(video.status())
                .isEqualTo(
                        new Status(
                                Optional.of("ready"),
                                Optional.of("encoding"),
                                Optional.of(new BigDecimal("39.000000")),
                                Optional.empty(),
                                Optional.empty()));
        assertThat(video.meta())
                .containsEntry("name", "cmd")
                .containsEntry("pubkey", "p")
                .containsEntry("flag", "true")
                .containsEntry("deep", "{\"a\":[1]}")
                .doesNotContainKey("nothing");
        assertThat(video.created()).contains(Instant.parse("2022-06-30T17:53:12.512033Z"));
        assertThat(video.modified()).contains(Instant.parse("2022-06-30T17:53:21.774299123Z"));
        assertThat(video.uploaded()).contains(Instant.parse("2022-06-30T17:53:12.511981Z"));
        assertThat(video.uploadExpiry()).contains(Instant.parse("2022-07-01T17:53:12.511973Z"));
        assertThat(video.sizeBytes()).hasValue(383_631);
        assertThat(video.durationSeconds()).contains(new BigDecimal("5.5"));
        assertThat(video.width()).hasValue(480);
        assertThat(video.height()).hasValue(360);
        assertThat(video.playback())
                .isEqualTo(
                        new Playback(
                                Optional.of(at("/manifest/video.m3u8")),
                                Optional.of(at("/manifest/video.mpd")),
                                Optional.of(at("/thumbnails/thumbnail.jpg"))));
        assertThat(video.awaitsUpload()).isFalse();
    }

    @Test
    void aUidIsEnough() {
        var video = parsed("{\"uid\":\"" + UID + "\"}");

        assertThat(video.readyToStream()).isFalse();
        assertThat(video.status().state()).isEmpty();
        assertThat(video.modified()).isEmpty();
        assertThat(video.playback())
                .isEqualTo(new Playback(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @Test
    void minusOneMeansUnknown() {
        var video =
                parsed(
                        """
                        {"uid":"u","size":-1,"duration":-1,"input":{"width":-1,"height":-1},
                         "status":{"state":"pendingupload"},"uploaded":null}""");

        assertThat(video.sizeBytes()).isEqualTo(OptionalLong.empty());
        assertThat(video.durationSeconds()).isEmpty();
        assertThat(video.width()).isEqualTo(OptionalInt.empty());
        assertThat(video.uploaded()).isEmpty();
        assertThat(video.awaitsUpload()).isTrue();
    }

    @Test
    void anUnknownStateIsKeptAsText() {
        assertThat(parsed("{\"uid\":\"u\",\"status\":{\"state\":\"live-inprogress\"}}").status())
                .extracting(Status::state)
                .isEqualTo(Optional.of("live-inprogress"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"error", "err"})
    void bothSpellingsOfTheErrorAreRead(String prefix) {
        var status =
                parsed(
                                """
                                {"uid":"u","status":{"state":"error","%1$sReasonCode":"ERR_NON_VIDEO",
                                 "%1$sReasonText":"not a video"}}"""
                                        .formatted(prefix))
                        .status();

        assertThat(status.errorCode()).contains("ERR_NON_VIDEO");
        assertThat(status.errorText()).contains("not a video");
    }

    @Test
    void anEmptySpellingGivesWayToTheOther() {
        assertThat(
                        parsed(
                                        "{\"uid\":\"u\",\"status\":{\"errorReasonCode\":\"\",\"errReasonCode\":\"E\"}}")
                                .status()
                                .errorCode())
                .contains("E");
    }

    @ParameterizedTest
    @CsvSource({
        "'\"39\"', 39",
        "39, 39",
        "39.5, 39.5",
        "'\" 100.000000 \"', 100",
        "'\"250\"', 100",
        "0, 0"
    })
    void percentIsReadFromTextAndNumber(String json, BigDecimal percent) {
        assertThat(percentOf(json).orElseThrow()).isEqualByComparingTo(percent);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "true",
                "\"\"",
                "\"many\"",
                "\"NaN\"",
                "-1",
                "\"-1\"",
                "{}",
                "1e999999999",
                "\"1e999999999\"",
                "1e-999999999",
                "\"0x10\""
            })
    void whatIsNoNumberIsAbsent(String json) {
        assertThat(percentOf(json)).isEmpty();
        assertThat(parsed("{\"uid\":\"u\",\"size\":" + json + "}").sizeBytes()).isEmpty();
    }

    /** {@code Instant} takes a thousand million years either way, and a log in milliseconds not. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "+300000000-01-01T00:00:00Z",
                "-300000000-01-01T00:00:00Z",
                "+10000-01-01T00:00:00Z",
                "-0001-12-31T23:59:59Z"
            })
    void aTimeThatCannotBeIsAbsent(String time) {
        var video = parsed("{\"uid\":\"a\",\"modified\":\"" + time + "\"}");

        assertThat(video.modified()).isEmpty();
    }

    @Test
    void theLastTimeOfFourDigitsIsRead() {
        var video = parsed("{\"uid\":\"a\",\"modified\":\"9999-12-31T23:59:59.999Z\"}");

        assertThat(video.modified()).contains(Instant.parse("9999-12-31T23:59:59.999Z"));
    }

    @Test
    void aWrongTypeCostsTheFieldAndNotTheNotice() {
        var video =
                parsed(
                        """
                        {"uid":"u","creator":5,"status":"ready","meta":[1],"modified":"yesterday","created":7,
                         "input":3,"playback":"none","thumbnail":"javascript:alert(1)","readyToStream":"true"}""");

        assertThat(video.creator()).isEmpty();
        assertThat(video.status().state()).isEmpty();
        assertThat(video.meta()).isEmpty();
        assertThat(video.modified()).isEmpty();
        assertThat(video.created()).isEmpty();
        assertThat(video.width()).isEmpty();
        assertThat(video.playback().thumbnail()).isEmpty();
        assertThat(video.readyToStream()).isTrue();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "|empty",
                "''|empty",
                "[]|not an object",
                "\"u\"|not an object",
                "null|not an object",
                "{|not JSON",
                "{\"uid\":\"u\"}{}|not JSON",
                "{\"uid\":\"u\",}|not JSON",
                "{'uid':'u'}|not JSON",
                "{\"uid\":\"u\",\"uid\":\"v\"}|a member stands twice",
                "{\"uid\":\"u\",\"status\":{\"state\":\"ready\",\"state\":\"error\"}}|a member stands twice",
                "{}|no valid uid",
                "{\"uid\":5}|no valid uid",
                "{\"uid\":\"\"}|no valid uid",
                "{\"uid\":\"../x\"}|no valid uid",
                "{\"uid\":\"a b\"}|no valid uid",
                "{\"uid\":\"6b9e68b07dfee8cc2d116e4c51d6a9570\"}|no valid uid",
            },
            quoteCharacter = '\u0001')
    void whatIsNoVideoIsRefusedWithAReason(String json, String reason) {
        assertThat(
                        StreamVideo.parse(
                                Optional.ofNullable(json)
                                        .orElse("")
                                        .replace("''", "")
                                        .getBytes(UTF_8)))
                .isEqualTo(new BadJson(reason));
    }

    @Test
    void depthIsBounded() {
        assertThat(StreamVideo.parse(nested(31).getBytes(UTF_8))).isInstanceOf(Parsed.class);
        assertThat(StreamVideo.parse(nested(32).getBytes(UTF_8))).isInstanceOf(BadJson.class);
    }

    @Test
    void sizeIsBounded() {
        var largest = " ".repeat(StreamVideo.LARGEST - 11) + "{\"uid\":\"u\"}";

        assertThat(StreamVideo.parse(largest.getBytes(UTF_8))).isInstanceOf(Parsed.class);
        assertThat(StreamVideo.parse((largest + " ").getBytes(UTF_8)))
                .isEqualTo(new BadJson("larger than 256 KiB"));
    }

    @Test
    void theReasonRepeatsNothingOfTheDocument() {
        var reading = StreamVideo.parse("{\"uploadURL\":https://secret}".getBytes(UTF_8));

        assertThat(reading.toString()).doesNotContain("secret").doesNotContain("http");
    }

    @Test
    void aUidThatCannotBeIsABug() {
        assertThatThrownBy(() -> StreamVideo.requireUid("a/b"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static String nested(int levels) {
        return "{\"uid\":\"u\",\"meta\":" + "[".repeat(levels) + "]".repeat(levels) + "}";
    }

    private static Optional<BigDecimal> percentOf(String json) {
        return parsed("{\"uid\":\"u\",\"status\":{\"pctComplete\":" + json + "}}")
                .status()
                .percentComplete();
    }

    private static String at(String path) {
        return "https://customer-x.cloudflarestream.com/" + UID + path;
    }

    static StreamVideo parsed(String json) {
        return switch (StreamVideo.parse(json.getBytes(UTF_8))) {
            case Parsed(var video) -> video;
            case BadJson(var reason) -> throw new AssertionError(reason);
        };
    }
}
