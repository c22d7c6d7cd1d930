package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Path;

class LifecycleTest {
    @TempDir Path directory;
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() throws IOException {
        simulator =
                StreamSimulator.start(
                        SimulatorSettings.local(directory).withFfmpeg(TestVideos.ffmpeg()));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void anUploadedVideoBecomesReady() {
        var ticket = client.directUpload();
        assertThat(Client.state(client.video(ticket.uid()))).isEqualTo("pendingupload");

        client.upload(ticket, TestVideos.square(6)).result();
        var video = client.awaitEnd(ticket.uid());

        assertThat(Client.state(video)).isEqualTo("ready");
        System.out.println(video.toPrettyString());
        System.out.println(
                new String(
                        client.fetch(URI.create(video.path("playback").path("hls").asString()))
                                .body(),
                        java.nio.charset.StandardCharsets.UTF_8));
    }
}
