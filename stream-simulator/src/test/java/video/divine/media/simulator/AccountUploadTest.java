package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;

/** {@code POST /stream} with the whole file: an upload by the account itself. */
class AccountUploadTest {
    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory);
        client = new Client(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void theAnswerIsTheVideo() {
        var file = TestVideos.square(2);

        var queued = upload("file", file).result();

        assertThat(Client.state(queued)).isEqualTo("queued");
        assertThat(queued.path("uploadExpiry").isNull()).isTrue();
        assertThat(queued.path("uploaded").isString()).isTrue();
        assertThat(queued.path("maxDurationSeconds").asInt(-1)).isZero();
        assertThat(queued.path("size").asInt()).isEqualTo(TestVideos.bytes(file).length);
        assertThat(queued.at("/input/width").asInt()).isEqualTo(480);
        var ended = client.awaitEnd(queued.path("uid").asString());
        assertThat(Client.state(ended)).isEqualTo("ready");
        assertThat(ended.path("duration").asDouble()).isBetween(1.9, 2.2);
    }

    @Test
    void whatIsRefusedLeavesNoVideo() {
        var before = client.get("").result().size();

        var text = upload("file", TestVideos.text());
        var missing = upload("video", TestVideos.square(2));
        var raw =
                client.send(
                        client.authorized(client.stream(""))
                                .POST(BodyPublishers.ofByteArray(new byte[100_000])));

        assertThat(text.code()).isEqualTo(10059);
        assertThat(missing.code()).isEqualTo(10005);
        assertThat(raw.code()).isEqualTo(10004);
        assertThat(client.get("").result().size()).isEqualTo(before);
        assertThat(directory.resolve("incoming")).isEmptyDirectory();
    }

    @Test
    void itNeedsTheToken() {
        var answer =
                client.send(
                        HttpRequest.newBuilder(client.stream(""))
                                .header("Content-Type", Client.multipartType())
                                .POST(BodyPublishers.noBody()));

        assertThat(answer.code()).isEqualTo(10000);
    }

    private static Client.Answer upload(String part, Path file) {
        return client.send(
                client.authorized(client.stream(""))
                        .header("Content-Type", Client.multipartType())
                        .POST(
                                BodyPublishers.ofByteArrays(
                                        Client.multipart(part, TestVideos.bytes(file)))));
    }
}
