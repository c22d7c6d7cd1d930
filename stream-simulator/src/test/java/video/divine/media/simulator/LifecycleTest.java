package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;

class LifecycleTest {
    @TempDir Path directory;
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() {
        simulator =
                Simulators.start(
                        Simulators.settings(directory.resolve("data"))
                                .withFfmpeg(Simulators.slowFfmpeg(directory)));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void aVideoGoesFromPendinguploadThroughInprogressToReady() {
        var ticket = client.directUpload("{\"maxDurationSeconds\": 60, \"creator\": \"c\"}");
        var pending = client.video(ticket.uid());
        client.upload(ticket, TestVideos.square(3)).result();
        var percents = new ArrayList<BigDecimal>();
        var modified = new ArrayList<Instant>();
        var ready =
                client.await(
                        ticket.uid(),
                        video -> {
                            if (Client.state(video).equals("inprogress")) {
                                percents.add(percent(video));
                                assertThat(video.path("status").path("step").asString())
                                        .isEqualTo("encoding");
                                assertThat(video.path("duration").asDouble()).isEqualTo(3);
                            }
                            modified.add(time(video, "modified"));
                            return Client.state(video).equals("ready");
                        });

        assertThat(Client.state(pending)).isEqualTo("pendingupload");
        assertThat(percents).isSorted().anyMatch(percent -> percent.signum() > 0);
        assertThat(percents).allMatch(percent -> percent.scale() == 6);
        assertThat(modified).isSorted();
        assertThat(percent(ready)).isEqualTo("100.000000");
        assertThat(ready.path("readyToStream").asBoolean()).isTrue();
        assertThat(time(ready, "readyToStreamAt")).isEqualTo(time(ready, "modified"));
        assertThat(time(ready, "uploaded")).isAfter(time(ready, "created"));
    }

    @Test
    void aPendingVideoHasEveryDocumentedField() {
        var ticket =
                client.directUpload(
                        """
                        {"maxDurationSeconds": 21, "creator": "alice", "requireSignedURLs": true,
                         "meta": {"name": "n", "deep": {"a": [1.50]}},
                         "allowedOrigins": ["a.example"], "thumbnailTimestampPct": 0.25,
                         "unknownField": true}
                        """);
        var video = client.video(ticket.uid());
        var base = simulator.baseUri() + "/" + ticket.uid();
        var created = video.path("created").asString();

        assertThat(created).matches("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d\\.\\d{6}Z");
        assertThat(time(video, "uploadExpiry")).isEqualTo(time(video, "created").plusSeconds(1800));
        ((tools.jackson.databind.node.ObjectNode) video).remove("uploadExpiry");
        assertThat(video.toString())
                .isEqualTo(
                        """
                        {"uid":"%1$s","creator":"alice",\
                        "thumbnail":"%2$s/thumbnails/thumbnail.jpg","thumbnailTimestampPct":0.25,\
                        "readyToStream":false,"readyToStreamAt":null,\
                        "status":{"state":"pendingupload","pctComplete":"0.000000",\
                        "errorReasonCode":"","errorReasonText":""},\
                        "meta":{"name":"n","deep":{"a":[1.5]}},\
                        "created":"%3$s","modified":"%3$s","scheduledDeletion":null,"size":0,\
                        "preview":"%2$s/watch","allowedOrigins":["a.example"],\
                        "requireSignedURLs":true,"uploaded":null,"maxSizeBytes":null,\
                        "maxDurationSeconds":21,"duration":-1,"input":{"width":-1,"height":-1},\
                        "playback":{"hls":"%2$s/manifest/video.m3u8",\
                        "dash":"%2$s/manifest/video.mpd"},\
                        "watermark":null,"clippedFrom":null,"publicDetails":null}"""
                                .formatted(ticket.uid(), base, created));
    }

    @Test
    void deletingWhileItIsTranscodedLeavesNothingBehind() throws Exception {
        var ticket = client.directUpload();
        client.upload(ticket, TestVideos.square(6)).result();
        client.await(ticket.uid(), video -> Client.state(video).equals("inprogress"));

        var deleted = client.delete("/" + ticket.uid());

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEmpty();
        assertThat(client.get("/" + ticket.uid()).status()).isEqualTo(404);
        simulator.close();
        assertThat(directory.resolve("data/media")).isEmptyDirectory();
        assertThat(directory.resolve("data/state")).isEmptyDirectory();
    }

    private static BigDecimal percent(JsonNode video) {
        var percent = video.path("status").path("pctComplete");
        assertThat(percent.isString()).isTrue();
        return new BigDecimal(percent.stringValue());
    }

    private static Instant time(JsonNode video, String field) {
        return Instant.parse(video.path(field).asString());
    }
}
