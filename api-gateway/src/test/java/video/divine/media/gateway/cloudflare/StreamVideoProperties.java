package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.constraints.IntRange;

import video.divine.media.gateway.cloudflare.StreamVideo.BadJson;
import video.divine.media.gateway.cloudflare.StreamVideo.Parsed;

import java.util.Arrays;

class StreamVideoProperties {
    private static final byte[] READY = StreamVideoTest.READY.getBytes(UTF_8);

    @Property(tries = 500)
    void anyBytesAreReadOrRefusedButNeverThrow(@ForAll byte[] bytes) {
        assertThat(StreamVideo.parse(bytes)).isNotNull();
    }

    @Property(tries = 500)
    void aCutDocumentIsRefused(@ForAll @IntRange(min = 0, max = 1_000) int length) {
        assertThat(StreamVideo.parse(Arrays.copyOf(READY, length))).isInstanceOf(BadJson.class);
    }

    @Property(tries = 1_000)
    void oneBrokenByteIsReadOrRefusedButNeverThrows(
            @ForAll @IntRange(min = 0, max = 1_000) int at, @ForAll byte value) {
        var bytes = READY.clone();
        bytes[at] = value;

        assertThat(StreamVideo.parse(bytes)).isNotNull();
    }

    @Property(tries = 500)
    void anyValueOfAKnownMemberLeavesAVideo(
            @ForAll("members") String member, @ForAll("values") String value) {
        var json = "{\"uid\":\"u\",\"" + member + "\":" + value + "}";

        assertThat(StreamVideo.parse(json.getBytes(UTF_8))).isInstanceOf(Parsed.class);
    }

    @Provide
    Arbitrary<String> members() {
        return Arbitraries.of(
                "creator",
                "status",
                "meta",
                "size",
                "duration",
                "input",
                "playback",
                "thumbnail",
                "created",
                "modified",
                "uploaded",
                "uploadExpiry",
                "readyToStream");
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.of(
                "null",
                "true",
                "-1",
                "0",
                "1e40",
                "9223372036854775808",
                "\"\"",
                "\"text\"",
                "[]",
                "[[1]]",
                "{}",
                "{\"state\":1,\"width\":1e10,\"hls\":[],\"name\":{}}",
                "\"\\u0000\"");
    }
}
