package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.simulator.transcode.StateTimes;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

class RestartTest {
    @TempDir Path directory;

    @Test
    void nothingIsForgotten() {
        var settings = Simulators.settings(data());
        Client.Ticket pending;
        String ready;
        String before;
        int port;
        try (var first = Simulators.start(settings)) {
            var client = new Client(first);
            port = first.port();
            pending = client.directUpload("{\"maxDurationSeconds\":9,\"meta\":{\"a\":[1,null]}}");
            ready = client.process(TestVideos.square(2)).path("uid").asString();
            before = client.get("").result().toString();
        }
        try (var second = Simulators.start(settings.withPort(port))) {
            var client = new Client(second);

            assertThat(client.get("").result().toString()).isEqualTo(before);
            var hls = client.video(ready).at("/playback/hls").asString();
            assertThat(client.fetch(URI.create(hls)).statusCode()).isEqualTo(200);
            assertThat(client.upload(pending, TestVideos.square(2)).status()).isEqualTo(200);
            assertThat(Client.state(client.awaitEnd(pending.uid()))).isEqualTo("ready");
        }
    }

    /** Written before videos were numbered and notices had a fate. */
    @Test
    void anOlderNoticeIsSent() throws Exception {
        var settings = Simulators.settings(data());
        try (var receiver = new WebhookReceiver()) {
            var subscribed = settings.withSubscription(receiver.url("/hook"), "s");
            String uid;
            try (var first = Simulators.start(subscribed)) {
                var client = new Client(first);
                new FaultControl(first).put("{\"webhook\":{\"delayMs\":3600000}}").result();
                var ticket = client.directUpload();
                uid = ticket.uid();
                client.upload(ticket, TestVideos.text());
            }
            var state = data().resolve("state").resolve(uid + ".json");
            var text = Files.readString(state);
            assertThat(text).contains("\"ordinal\":1,").contains("\"unsentNotice\":{");
            Files.writeString(
                    state,
                    text.replace("\"ordinal\":1,", "")
                            .replaceFirst(
                                    "\"unsentNotice\":\\{\"body\":(\".*\"),\"duplicated.*?}",
                                    "\"unsentNotice\":$1"));

            try (var _ = Simulators.start(subscribed)) {
                assertThat(receiver.next().video().path("uid").asString()).isEqualTo(uid);
            }
        }
    }

    /** Written before there were clips. */
    @Test
    void anOlderStateFileIsRead() throws Exception {
        String uid;
        String before;
        try (var first = Simulators.start(data())) {
            uid = new Client(first).directUpload().uid();
            before = new Client(first).video(uid).path("duration").toString();
        }
        var state = data().resolve("state").resolve(uid + ".json");
        var text = Files.readString(state);
        assertThat(text).contains(",\"clip\":null");
        Files.writeString(state, text.replace(",\"clip\":null", ""));

        try (var second = Simulators.start(data())) {
            var video = new Client(second).video(uid);

            assertThat(video.path("clippedFrom").isNull()).isTrue();
            assertThat(video.path("duration")).hasToString(before);
        }
    }

    @Test
    void interruptedAndWaitingVideosAreTranscodedAfterTheRestart() {
        var settings = Simulators.settings(data());
        Client.Ticket interrupted;
        Client.Ticket waiting;
        try (var first = Simulators.start(settings.withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var client = new Client(first);
            interrupted = client.directUpload();
            waiting = client.directUpload();
            client.upload(interrupted, TestVideos.square(6)).result();
            client.await(interrupted.uid(), video -> Client.state(video).equals("inprogress"));
            client.upload(waiting, TestVideos.square(2)).result();
            assertThat(Client.state(client.video(waiting.uid()))).isEqualTo("queued");
        }
        try (var second = Simulators.start(settings)) {
            var client = new Client(second);

            assertThat(Client.state(client.awaitEnd(interrupted.uid()))).isEqualTo("ready");
            assertThat(Client.state(client.awaitEnd(waiting.uid()))).isEqualTo("ready");
        }
    }

    @Test
    void whatIsQueuedAgainWasModifiedLater() {
        var settings = Simulators.settings(data());
        String uid;
        Instant before;
        try (var first = Simulators.start(settings.withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var client = new Client(first);
            var ticket = client.directUpload();
            uid = ticket.uid();
            client.upload(ticket, TestVideos.square(6)).result();
            var shown = client.await(uid, video -> video.at("/status/pctComplete").asDouble(0) > 0);
            before = Instant.parse(shown.path("modified").asString());
        }
        var stays = new StateTimes(Duration.ofHours(1), Duration.ZERO);
        try (var second = Simulators.start(settings.withStateTimes(stays))) {
            var shown = new Client(second).video(uid);

            assertThat(Client.state(shown)).isEqualTo("queued");
            assertThat(Instant.parse(shown.path("modified").asString())).isAfter(before);
        }
    }

    /** As a kill leaves it: the state says in progress, and ffmpeg, an orphan now, writes on. */
    @Test
    void anOrphanThatWritesOnIsInNobodysWay() throws Exception {
        var killed = directory.resolve("killed");
        String uid;
        try (var first =
                Simulators.start(
                        Simulators.settings(data()).withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var client = new Client(first);
            var ticket = client.directUpload();
            uid = ticket.uid();
            client.upload(ticket, TestVideos.square(6)).result();
            client.await(uid, video -> video.at("/status/pctComplete").asDouble(0) > 0);
            copy(data(), killed);
        }
        var media = killed.resolve("media").resolve(uid);
        try (var _ = new Orphan(workFolder(media));
                var second = Simulators.start(Simulators.settings(killed))) {
            var video = new Client(second).awaitEnd(uid);

            assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
            assertThat(media.resolve("manifest"))
                    .isDirectoryContaining("glob:**.m3u8")
                    .isDirectoryNotContaining("glob:**/orphan-*");
        }
        Simulators.start(Simulators.settings(killed)).close();
        assertThat(media).isDirectoryNotContaining("glob:**/work*");
    }

    /** Its video is gone, but not its process. */
    @Test
    void anOrphanOfADeletedVideoStopsNoStart() throws Exception {
        var work = Files.createDirectories(data().resolve("media").resolve("0".repeat(32)));
        try (var _ = new Orphan(work);
                var simulator = Simulators.start(data())) {
            assertThat(new Client(simulator).get("").result()).isEmpty();
        }
        Simulators.start(data()).close();
        assertThat(data().resolve("media")).isEmptyDirectory();
    }

    @Test
    void closingEndsFfmpegSoon() {
        var simulator =
                Simulators.start(
                        Simulators.settings(data()).withFfmpeg(Simulators.slowFfmpeg(directory)));
        var client = new Client(simulator);
        var ticket = client.directUpload();
        client.upload(ticket, TestVideos.square(40)).result();
        client.await(ticket.uid(), video -> Client.state(video).equals("inprogress"));

        var started = Instant.now();
        simulator.close();

        assertThat(started).isAfter(Instant.now().minusSeconds(20));
        assertThat(ProcessHandle.current().children()).isEmpty();
    }

    @Test
    void aDirectoryHasOneSimulatorAtATime() {
        try (var simulator = Simulators.start(data())) {
            assertThatThrownBy(() -> StreamSimulator.start(Simulators.settings(data())))
                    .isInstanceOf(IllegalStateException.class)
                    .hasMessageContaining("in use");
            assertThat(new Client(simulator).get("").status()).isEqualTo(200);
        }
        Simulators.start(data()).close();
    }

    @Test
    void aStateFileThatCannotBeReadStopsTheStart() throws Exception {
        String uid;
        try (var simulator = Simulators.start(data())) {
            uid = new Client(simulator).directUpload().uid();
        }
        Files.writeString(data().resolve("state").resolve(uid + ".json"), "{\"uid\":");

        assertThatThrownBy(() -> StreamSimulator.start(Simulators.settings(data())))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining(uid);
    }

    private static Path workFolder(Path media) throws IOException {
        try (var folders = Files.newDirectoryStream(media, "work*")) {
            return folders.iterator().next();
        }
    }

    /**
     * What vanishes meanwhile, as ffmpeg's unfinished files do, is not there after a kill either.
     */
    private static void copy(Path from, Path to) throws IOException {
        List<Path> all;
        try (var paths = Files.walk(from)) {
            all = paths.toList();
        }
        for (var path : all) {
            try {
                Files.copy(path, to.resolve(from.relativize(path)));
            } catch (NoSuchFileException gone) {
                assertThat(path.toString()).endsWith(".tmp");
            }
        }
    }

    private Path data() {
        return directory.resolve("data");
    }
}
