package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import io.tus.java.client.TusClient;
import io.tus.java.client.TusURLMemoryStore;
import io.tus.java.client.TusUpload;
import io.tus.java.client.TusUploader;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/** Clients of tus that others wrote: each upload breaks off in the middle and is resumed. */
@Timeout(120)
class TusClientsTest {
    private static final int SIZE = 30_000_000;

    @TempDir Path directory;
    private StreamSimulator simulator;
    private Client client;
    private final Path video = TestVideos.padded(SIZE);

    private final CutProxy proxy = new CutProxy(SIZE / 2);

    @BeforeEach
    void start() {
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withPublicBaseUrls(proxy.baseUri(), proxy.baseUri()));
        proxy.leadTo(simulator);
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        proxy.close();
        simulator.close();
    }

    /** The proxy lets half of the file through and then cuts the connection. */
    @Test
    void javaWithALinkFromTheGateway() throws Exception {
        var upload = new Tus(client).create(SIZE, "maxDurationSeconds NjA=");
        var java = new TusClient();
        var link = upload.location().toURL();

        assertThatThrownBy(() -> uploadAll(java.beginOrResumeUploadFromURL(file(), link)))
                .isInstanceOf(IOException.class);
        var resumed = java.beginOrResumeUploadFromURL(file(), link);
        assertThat(resumed.getOffset()).isBetween(10_485_760L, (long) SIZE / 2);
        uploadAll(resumed);

        assertWhole(upload.uid());
    }

    /** And one that makes its upload itself, with the account's token, and remembers where. */
    @Test
    void javaWithTheToken() throws Exception {
        var java = new TusClient();
        java.setUploadCreationURL(client.stream("").toURL());
        java.setHeaders(Map.of("Authorization", "Bearer local"));
        var file = file();
        file.setMetadata(Map.of("name", "from Java", "maxDurationSeconds", "60"));

        java.enableResuming(new TusURLMemoryStore());

        assertThatThrownBy(() -> uploadAll(java.resumeOrCreateUpload(file)))
                .isInstanceOf(IOException.class);
        var again = file();
        again.setMetadata(file.getMetadata());
        var resumed = java.resumeOrCreateUpload(again);
        assertThat(resumed.getOffset()).isPositive();
        uploadAll(resumed);

        var listed = client.get("?video_name=from%20Java").result();
        assertThat(listed).hasSize(1);
        assertWhole(listed.path(0).path("uid").asString());
    }

    /** It gives up in the middle, and in any case is cut off there; HEAD says where to go on. */
    @Test
    void javaScriptWithALink() throws IOException {
        needsNode();
        var upload = new Tus(client).create(SIZE, "maxDurationSeconds NjA=");

        var result =
                NodeScript.run("tus.js", "resume", upload.location().toString(), video.toString());

        assertThat(result.path("abortedAt").asInt()).isBetween(1, SIZE - 1);
        assertThat(result.path("resumedAt").asInt()).isBetween(5_242_880, SIZE - 1);
        assertWhole(upload.uid());
    }

    /** Its connection is cut, which it heals by itself. */
    @Test
    void javaScriptWithTheTokenAndACutConnection() throws IOException {
        needsNode();
        var endpoint = client.stream("?direct_user=true").toString();

        var result = NodeScript.run("tus.js", "create", endpoint, video.toString());

        assertThat(result.path("retries").asInt()).isPositive();
        var uid = result.path("uid").asString();
        assertThat(client.video(uid).at("/meta/name").asString()).isEqualTo("from JavaScript");
        assertWhole(uid);
    }

    private static void needsNode() {
        var obstacle = NodeScript.obstacle("tus-js-client");
        assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    private TusUpload file() throws IOException {
        return new TusUpload(video.toFile());
    }

    private static void uploadAll(TusUploader uploader) throws Exception {
        while (uploader.uploadChunk() > -1) {
            assertThat(uploader.getOffset()).isPositive();
        }
        uploader.finish();
    }

    private void assertWhole(String uid) throws IOException {
        assertThat(Client.state(client.awaitEnd(uid))).isEqualTo("ready");
        assertThat(Files.mismatch(directory.resolve("media/" + uid + "/source"), video))
                .isEqualTo(-1);
    }
}
