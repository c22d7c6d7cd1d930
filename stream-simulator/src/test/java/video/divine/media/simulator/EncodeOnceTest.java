package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import video.divine.media.simulator.ffmpeg.Ffmpeg;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

class EncodeOnceTest {
    @TempDir Path directory;

    @Test
    void theSameFileIsEncodedOnceAndAllElseIsAsEver() throws Exception {
        try (var receiver = new WebhookReceiver();
                var simulator =
                        Simulators.start(
                                settings(countedFfmpeg())
                                        .withSubscription(receiver.url("/hook"), "s"))) {
            var client = new Client(simulator);
            var first = client.process(TestVideos.square(2));
            assertThat(receiver.next().video()).isEqualTo(first);
            var second = client.process(TestVideos.square(2));

            assertThat(runs()).isEqualTo(1);
            assertThat(receiver.next().video()).isEqualTo(second);
            assertThat(Client.state(second)).isEqualTo("ready");
            assertThat(second.path("duration")).isEqualTo(first.path("duration"));
            assertThat(second.path("input")).isEqualTo(first.path("input"));
            assertThat(second.path("size")).isEqualTo(first.path("size"));
            assertThat(contents(second)).isEqualTo(contents(first)).hasSizeGreaterThan(3);
        }
    }

    @Test
    void aDeletionLeavesTheOthersPlayable() {
        try (var simulator = Simulators.start(settings(TestVideos.ffmpeg()))) {
            var client = new Client(simulator);
            var first = client.process(TestVideos.square(2));
            var second = client.process(TestVideos.square(2));
            client.delete("/" + first.path("uid").asString());

            var hls = URI.create(second.at("/playback/hls").asString());
            assertThat(client.fetch(hls).statusCode()).isEqualTo(200);
            assertThat(Client.state(client.process(TestVideos.square(2)))).isEqualTo("ready");
        }
    }

    @Test
    void filesOfTheSameContentAtTheSameTimeWaitForOneEncoding() {
        try (var simulator =
                Simulators.start(settings(countedFfmpeg()).withTranscodeConcurrency(2))) {
            var client = new Client(simulator);
            var states =
                    Stream.generate(
                                    () ->
                                            CompletableFuture.supplyAsync(
                                                    () -> client.process(TestVideos.square(2)),
                                                    Thread::startVirtualThread))
                            .limit(40)
                            .toList()
                            .stream()
                            .map(CompletableFuture::join)
                            .map(Client::state);

            assertThat(states).containsOnly("ready");
        }
        assertThat(runs()).isEqualTo(1);
    }

    /** ffprobe is most of the work that is left. */
    @Test
    void theSameFileIsLookedAtOnce() {
        var ffprobe = Simulators.ffprobeAfter(directory, counting());
        try (var simulator = Simulators.start(settings(ffprobe))) {
            var client = new Client(simulator);
            client.process(TestVideos.square(2));
            client.process(TestVideos.square(2));
        }
        assertThat(runs()).isEqualTo(1);
    }

    @Test
    void whatTheVideoMayBeIsStillItsOwn() {
        try (var simulator = Simulators.start(settings(countedFfmpeg()))) {
            var client = new Client(simulator);
            client.process(TestVideos.square(2));
            var ticket = client.directUpload("{\"maxDurationSeconds\":1}");
            client.upload(ticket, TestVideos.square(2)).result();
            var tooLong = client.awaitEnd(ticket.uid());
            var other = client.process(TestVideos.sized("320x240", 1));

            assertThat(tooLong.at("/status/errorReasonCode").asString())
                    .isEqualTo("ERR_DURATION_EXCEED_CONSTRAINT");
            assertThat(Client.state(other)).isEqualTo("ready");
        }
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void whatFailsIsTriedEachTime() {
        try (var simulator = Simulators.start(settings(countedFfmpeg()))) {
            var client = new Client(simulator);
            for (var upload = 0; upload < 2; upload++) {
                assertThat(Client.state(client.process(TestVideos.truncated()))).isEqualTo("error");
            }
        }
        assertThat(runs()).isEqualTo(2);
    }

    @Test
    void byDefaultEachFileIsEncoded() {
        try (var simulator = Simulators.start(settings(countedFfmpeg()).withEncodeOnce(false))) {
            var client = new Client(simulator);
            client.process(TestVideos.square(2));
            client.process(TestVideos.square(2));
        }
        assertThat(runs()).isEqualTo(2);
        assertThat(SimulatorSettings.local(directory).conditions().encodeOnce()).isFalse();
        assertThat(directory.resolve("data/encoded")).doesNotExist();
    }

    private SimulatorSettings settings(Ffmpeg ffmpeg) {
        return Simulators.settings(directory.resolve("data"))
                .withFfmpeg(ffmpeg)
                .withEncodeOnce(true);
    }

    private Ffmpeg countedFfmpeg() {
        return Simulators.ffmpegAfter(directory, counting());
    }

    private String counting() {
        return "echo run >> '%s'".formatted(directory.resolve("runs"));
    }

    private long runs() {
        try (var lines = Files.lines(directory.resolve("runs"))) {
            return lines.count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private List<String> contents(JsonNode video) throws IOException {
        var manifest =
                directory
                        .resolve("data/media")
                        .resolve(video.path("uid").asString())
                        .resolve("manifest");
        try (var files = Files.list(manifest)) {
            return files.sorted()
                    .map(file -> file.getFileName() + " " + Arrays.hashCode(TestVideos.bytes(file)))
                    .toList();
        }
    }
}
