package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.avro.Video;
import video.divine.media.avro.VideoReady;
import video.divine.media.avro.VideoStatus;
import video.divine.media.schemas.MediaTopic;

import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.StreamSupport;

/** From a signed POST to a video that plays, and everything that can then be asked about it. */
@ExtendWith(SharedService.class)
class PlayableVideoIT {
    private final RunningService service;
    private final MediaClient client;

    PlayableVideoIT(RunningService service) {
        this.service = service;
        client = service.client();
    }

    @ParameterizedTest
    @ValueSource(booleans = {true, false})
    void anUploadPlays(boolean sound, @TempDir Path downloads) throws Exception {
        var publisher = Publisher.anyone();
        var clip = sound ? Clips.withSound() : Clips.silent();
        var sha256 = sha256(clip, publisher);

        var ticket = client.ticket(publisher, "{\"sha256\":\"%s\"}".formatted(sha256));
        var uid = ticket.text("uid");
        assertThat(ticket.header("Location")).hasValue("/v1/videos/" + uid);
        assertThat(client.get("/v1/videos/" + uid).text("status")).isEqualTo("pending_upload");

        assertThat(client.upload(ticket.text("uploadURL"), clip).status()).isEqualTo(200);
        var video = client.await(uid, "ready");

        assertThat(video.text("owner")).isEqualTo(ticket.text("owner"));
        assertThat(video.text("sha256")).isEqualTo(sha256);
        assertThat(video.json().path("duration").asDouble()).isEqualTo(6.0, within(0.2));
        assertPlays(video.text("hlsUrl"), sound, downloads);
        assertThat(client.fetch(video.text("dashUrl")).response().body()).contains("<MPD");
        var thumbnail = client.download(video.text("thumbnailUrl"), downloads.resolve("t.jpg"));
        assertThat(Clips.probe(thumbnail).at("/streams/0/codec_name").asString())
                .isEqualTo("mjpeg");
        assertAnnouncedOnce(uid, video);
    }

    @Test
    void aReadyVideoIsFoundEveryWay() {
        ClockHour.awaitEnough();
        var publisher = Publisher.anyone();
        var ticket =
                client.ticket(
                        publisher,
                        "{\"vineId\":\"%s\",\"meta\":{\"title\":\"Loop\"}}"
                                .formatted(vineId(publisher)));
        var uid = ticket.text("uid");
        var owner = ticket.text("owner");
        client.upload(ticket.text("uploadURL"), Clips.brief());
        var video = client.await(uid, "ready");

        assertThat(client.get("/v1/lookup?vineId=" + vineId(publisher)).text("uid")).isEqualTo(uid);
        assertThat(video.json().at("/meta/title").asString()).isEqualTo("Loop");

        var aliases =
                client.post(
                        "/v1/videos/" + uid + "/aliases",
                        "{\"originalUrl\":\"%s\"}"
                                .formatted("https://Example.com:443/" + uid + "?b=2&a=1#x"),
                        publisher);
        assertThat(aliases.status()).as("%s", aliases).isEqualTo(200);
        assertThat(aliases.text("originalUrl"))
                .isEqualTo("https://example.com/" + uid + "?a=1&b=2");
        assertThat(
                        client.get("/v1/lookup?url=https://example.com/" + uid + "?a=1%26b=2")
                                .text("uid"))
                .isEqualTo(uid);

        await().atMost(Duration.ofSeconds(10))
                .untilAsserted(
                        () -> {
                            var listing = client.get("/v1/users/" + owner + "/videos");
                            assertThat(listing.json().at("/videos/0/status").asString())
                                    .as("%s", listing)
                                    .isEqualTo("ready");
                            assertThat(listing.json().at("/videos/0/uid").asString())
                                    .isEqualTo(uid);
                        });
        var quota = client.get("/v1/users/" + owner + "/quota");
        assertThat(quota.json().path("used").asInt()).as("%s", quota).isEqualTo(1);
        assertThat(quota.json().path("limit").asInt()).isEqualTo(30);

        var counters = client.get("/v1/users/" + owner + "/counters");
        assertThat(counters.json().path("uploads").asInt()).as("%s", counters).isEqualTo(1);
        assertThat(counters.json().path("ready").asInt()).as("%s", counters).isEqualTo(1);
        assertThat(counters.json().path("secondsStored").asDouble()).isEqualTo(1.0, within(0.3));

        var history = client.get("/v1/videos/" + uid + "/history", publisher);
        assertThat(history.status()).as("%s", history).isEqualTo(200);
        var stranger = client.get("/v1/videos/" + uid + "/history", Publisher.anyone());
        assertThat(stranger.status()).isEqualTo(403);

        var etag = client.get("/v1/videos/" + uid).header("ETag").orElseThrow();
        assertThat(client.get("/v1/videos/" + uid, "If-None-Match", etag).status()).isEqualTo(304);
    }

    @Test
    void aFileThatIsNoVideoFailsAndFreesItsAlias(@TempDir Path files) throws Exception {
        var publisher = Publisher.anyone();
        var body = "{\"vineId\":\"%s\"}".formatted(vineId(publisher));
        var ticket = client.ticket(publisher, body);
        var text = Files.writeString(files.resolve("text.mp4"), "this is no video\n".repeat(99));

        client.upload(ticket.text("uploadURL"), text);

        var video = client.await(ticket.text("uid"), "failed");
        assertThat(video.json().path("error").isMissingNode()).as("%s", video).isFalse();
        assertThat(video.text("hlsUrl")).isEmpty();
        await().atMost(Duration.ofSeconds(10))
                .until(() -> client.post("/v1/videos", body, publisher).status() == 201);
    }

    private void assertPlays(String hlsUrl, boolean sound, Path downloads) throws Exception {
        var master = client.download(hlsUrl, downloads.resolve("master.m3u8"));
        var playlists = uris(master);
        assertThat(playlists).isNotEmpty();
        var rendition = URI.create(hlsUrl).resolve(playlists.getFirst());
        var playlist = client.download(rendition.toString(), downloads.resolve("rendition.m3u8"));
        var segments = uris(playlist);
        assertThat(segments).isNotEmpty();
        var whole = downloads.resolve("video.mp4");
        var map =
                Files.readAllLines(playlist).stream()
                        .filter(line -> line.startsWith("#EXT-X-MAP"))
                        .map(line -> line.replaceAll(".*URI=\"([^\"]+)\".*", "$1"))
                        .findFirst();
        var parts = new ArrayList<byte[]>();
        if (map.isPresent()) {
            parts.add(part(rendition, map.get(), downloads));
        }
        parts.add(part(rendition, segments.getFirst(), downloads));
        try (var file = Files.newOutputStream(whole)) {
            for (var part : parts) {
                file.write(part);
            }
        }
        var probe = Clips.probe(whole);
        var stream =
                StreamSupport.stream(probe.path("streams").spliterator(), false)
                        .filter(it -> it.path("codec_type").asString("").equals("video"))
                        .findFirst()
                        .orElseThrow();
        assertThat(stream.path("codec_name").asString()).isEqualTo("h264");
        assertThat(stream.path("width").asInt()).isBetween(1, 480);
        assertThat(Files.readString(master).contains("mp4a")).isEqualTo(sound);
    }

    private byte[] part(URI playlist, String uri, Path downloads) throws Exception {
        return Files.readAllBytes(
                client.download(playlist.resolve(uri).toString(), downloads.resolve("part")));
    }

    private void assertAnnouncedOnce(String uid, Answer video) {
        var topics = service.topics();
        var announced =
                topics.read(MediaTopic.VIDEO_READY, VideoReady.class).stream()
                        .filter(it -> it.key().equals(uid))
                        .toList();
        assertThat(announced).hasSize(1);
        var ready = announced.getFirst().value();
        assertThat(ready.getUid()).isEqualTo(uid);
        assertThat(ready.getOwner()).isEqualTo(video.text("owner"));
        assertThat(ready.getSha256()).isEqualTo(video.text("sha256"));
        assertThat(ready.getHls()).isEqualTo(video.text("hlsUrl"));
        assertThat(ready.getWidth()).isEqualTo(480);
        assertThat(ready.getHeight()).isEqualTo(480);
        var latest =
                topics.read(MediaTopic.VIDEOS, Video.class).stream()
                        .filter(it -> it.key().equals(uid))
                        .toList()
                        .getLast()
                        .value();
        assertThat(latest.getStatus()).isEqualTo(VideoStatus.READY);
    }

    private static List<String> uris(Path playlist) throws Exception {
        return Files.readAllLines(playlist).stream()
                .filter(line -> !line.isBlank() && !line.startsWith("#"))
                .toList();
    }

    private static String vineId(Publisher publisher) {
        return "vine-" + publisher.secretKey().substring(0, 20);
    }

    /** Of the clip and the publisher: an alias is given once, and clips are shared. */
    private static String sha256(Path clip, Publisher publisher) throws Exception {
        var digest = MessageDigest.getInstance("SHA-256");
        digest.update(Files.readAllBytes(clip));
        return HexFormat.of().formatHex(digest.digest(publisher.secretKey().getBytes(US_ASCII)));
    }
}
