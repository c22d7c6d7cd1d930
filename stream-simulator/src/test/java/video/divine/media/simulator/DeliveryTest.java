package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.awt.image.BufferedImage;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.StringJoiner;

import javax.imageio.ImageIO;

class DeliveryTest {
    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;
    private static JsonNode video;

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory);
        client = new Client(simulator);
        video = client.process(TestVideos.sized("854x480", 6));
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void hlsPlaysFromTheMasterPlaylistInEveryQuality() throws IOException {
        var probed = probe(video.at("/playback/hls").asString());
        var heights = probed.path("streams").valueStream().map(s -> s.path("height").asInt(0));
        var codecs = probed.path("streams").valueStream().map(s -> s.path("codec_name").asString());

        assertThat(heights.filter(height -> height > 0)).containsExactlyInAnyOrder(480, 360);
        assertThat(codecs).contains("h264", "aac").hasSize(4 - 1);
        assertThat(probed.at("/format/duration").asDouble()).isBetween(5.9, 6.1);
        assertThat(probed.path("streams").valueStream())
                .filteredOn(stream -> stream.path("height").asInt(0) > 0)
                .allMatch(stream -> stream.path("nb_read_packets").asInt() == 180);
    }

    @Test
    void dashPlaysTheSameSegments() throws IOException {
        var mpd = text(video.at("/playback/dash").asString());

        assertThat(mpd)
                .contains("type=\"static\"", "width=\"854\"", "width=\"640\"", "audio/mp4")
                .contains("seg_$RepresentationID$_$Number%05d$.m4s")
                .doesNotContain("http://127", "BaseURL");
        for (var level : List.of(0, 1, 2)) {
            assertThat(fetch("/manifest/init_" + level + ".mp4").statusCode()).isEqualTo(200);
            assertThat(fetch("/manifest/seg_" + level + "_00001.m4s").statusCode()).isEqualTo(200);
            assertThat(fetch("/manifest/seg_" + level + "_00002.m4s").statusCode()).isEqualTo(200);
            assertThat(fetch("/manifest/seg_" + level + "_00003.m4s").statusCode()).isEqualTo(404);
        }
    }

    @Test
    void playlistsAreOnDemandWithFourSecondSegmentsAndRelativeAddresses() {
        var master = text(video.at("/playback/hls").asString());
        var media = new String(fetch("/manifest/media_0.m3u8").body(), StandardCharsets.UTF_8);

        assertThat(master).contains("RESOLUTION=854x480", "CODECS=\"avc1.", "\nmedia_0.m3u8");
        assertThat(media)
                .contains("#EXT-X-PLAYLIST-TYPE:VOD", "#EXT-X-ENDLIST", "#EXTINF:4.000000,")
                .contains("\nseg_0_00001.m4s\n", "#EXT-X-TARGETDURATION:4\n")
                .doesNotContain("PROGRAM-DATE-TIME", "://");
    }

    @ParameterizedTest
    @CsvSource({
        "/manifest/video.m3u8, application/vnd.apple.mpegurl",
        "/manifest/media_1.m3u8, application/vnd.apple.mpegurl",
        "/manifest/video.mpd, application/dash+xml",
        "/manifest/init_0.mp4, video/mp4",
        "/manifest/seg_0_00001.m4s, video/mp4",
        "/thumbnails/thumbnail.jpg, image/jpeg",
        "/thumbnails/thumbnail.gif, image/gif",
        "/watch, text/html",
        "/iframe, text/html"
    })
    void everyKindHasItsTypeAndIsOpenToAnyOrigin(String path, String type) {
        var answer = fetch(path);
        var head = Client.fetch(request(path).method("HEAD", BodyPublishers.noBody()));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Content-Type")).hasValue(type);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).hasValue("*");
        assertThat(head.statusCode()).isEqualTo(200);
        assertThat(head.headers().firstValue("Content-Length"))
                .hasValue(Integer.toString(answer.body().length));
        assertThat(head.body()).isEmpty();
    }

    @Test
    void aRangeOfASegmentCanBeFetched() {
        var whole = fetch("/manifest/seg_0_00001.m4s").body();
        var part =
                Client.fetch(request("/manifest/seg_0_00001.m4s").header("Range", "bytes=10-19"));
        var beyond =
                Client.fetch(
                        request("/manifest/seg_0_00001.m4s").header("Range", "bytes=99999999-"));

        assertThat(part.statusCode()).isEqualTo(206);
        assertThat(part.body()).isEqualTo(java.util.Arrays.copyOfRange(whole, 10, 20));
        assertThat(part.headers().firstValue("Content-Range"))
                .hasValue("bytes 10-19/" + whole.length);
        assertThat(beyond.statusCode()).isEqualTo(416);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/manifest/..%2Fsource",
                "/manifest/%2e%2e%2fsource",
                "/manifest/../source",
                "/manifest/..%5Csource",
                "/manifest/source",
                "/manifest/video.m3u8%00",
                "/manifest/",
                "/source",
                "/thumbnails/thumbnail.png",
                "/../../state"
            })
    void noPathLeadsToAnythingElse(String path) {
        assertThat(fetch(path).statusCode()).isIn(400, 404);
    }

    @Test
    void nothingIsDeliveredBeforeItIsReady() {
        var pending = client.directUpload().uid();

        for (var path : List.of("/manifest/video.m3u8", "/thumbnails/thumbnail.jpg", "/watch")) {
            var uri = URI.create(simulator.baseUri() + "/" + pending + path);
            assertThat(client.fetch(uri).statusCode()).isEqualTo(404);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "'', 640, 360",
        "?width=320, 320, 180",
        "?height=240&time=5s, 428, 240",
        "?width=100&height=100, 100, 100",
        "?width=100&height=100&fit=clip, 100, 56",
        "?width=100&height=100&fit=scale, 100, 100",
        "?width=100&height=100&fit=fill, 100, 100",
        "?time=1h, 640, 360"
    })
    void aThumbnailHasTheSizeAskedFor(String query, int width, int height) throws IOException {
        var image = image(fetch("/thumbnails/thumbnail.jpg" + query));

        assertThat(image.getWidth()).isEqualTo(width);
        assertThat(image.getHeight()).isEqualTo(height);
    }

    @Test
    void anAnimationHasTheFramesAskedFor() throws IOException {
        var gif = fetch("/thumbnails/thumbnail.gif?height=64&duration=2s&fps=4").body();
        var readers = ImageIO.getImageReadersByFormatName("gif");
        var reader = readers.next();
        reader.setInput(ImageIO.createImageInputStream(new ByteArrayInputStream(gif)));

        assertThat(reader.getNumImages(true)).isEqualTo(8);
        assertThat(reader.getHeight(0)).isEqualTo(64);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "time=x",
                "width=0",
                "width=99999",
                "height=-1",
                "height=1.5",
                "fit=other",
                "duration=60s",
                "duration=0s",
                "fps=0",
                "fps=60"
            })
    void aThumbnailOutOfBoundsIsRefused(String query) {
        assertThat(fetch("/thumbnails/thumbnail.gif?" + query).statusCode()).isEqualTo(400);
    }

    private static HttpRequest.Builder request(String path) {
        return HttpRequest.newBuilder(
                URI.create(simulator.baseUri() + "/" + video.path("uid").asString() + path));
    }

    private static HttpResponse<byte[]> fetch(String path) {
        return Client.fetch(request(path));
    }

    private static String text(String uri) {
        return new String(client.fetch(URI.create(uri)).body(), StandardCharsets.UTF_8);
    }

    private static BufferedImage image(HttpResponse<byte[]> answer) throws IOException {
        assertThat(answer.statusCode()).isEqualTo(200);
        return ImageIO.read(new ByteArrayInputStream(answer.body()));
    }

    private static JsonNode probe(String uri) throws IOException {
        var output = new StringJoiner("\n");
        var result =
                TestVideos.ffmpeg()
                        .probe(
                                List.of(
                                        "-v",
                                        "error",
                                        "-count_packets",
                                        "-show_streams",
                                        "-show_format",
                                        "-of",
                                        "json",
                                        uri),
                                Duration.ofSeconds(30),
                                output::add);
        assertThat(result.succeeded()).as(result.errors()).isTrue();
        assertThat(result.errors()).isEmpty();
        return JsonMapper.builder().build().readTree(output.toString());
    }
}
