package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.simulator.transcode.RepeatPolicy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;

/**
 * A terminal's Ctrl-C reaches ffmpeg and ffprobe together with us, and so does the end of a
 * service: it says nothing about the video they work on.
 */
class InterruptionTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final RepeatPolicy IMPATIENT = new RepeatPolicy(2, Duration.ofMillis(50));

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aVideoIsTranscodedAfterTheNextStart(String signal) throws Exception {
        var settings = settings();
        String uid;
        try (var first = Simulators.start(settings.withFfmpeg(Simulators.slowFfmpeg(directory)))) {
            var client = new Client(first);
            uid = uploaded(client, TestVideos.square(3));
            interruptEncoding(client, uid, signal);
        }
        try (var second = Simulators.start(settings)) {
            assertThat(Client.state(new Client(second).awaitEnd(uid))).isEqualTo("ready");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aVideoIsTranscodedAgainWhereNoStopFollows(String signal) throws Exception {
        var slow = settings().withFfmpeg(Simulators.slowFfmpeg(directory));
        try (var receiver = new WebhookReceiver();
                var simulator =
                        Simulators.start(slow.withSubscription(receiver.url("/hook"), "s"))) {
            var client = new Client(simulator);
            var uid = uploaded(client, TestVideos.square(3));
            interruptEncoding(client, uid, signal);

            assertThat(Client.state(client.awaitEnd(uid))).isEqualTo("ready");
            assertThat(Client.state(receiver.next().video())).isEqualTo("ready");
        }
    }

    /** The first look is at the upload, the second before encoding. */
    @Test
    void aVideoIsProbedAgain() {
        var ffprobe = Simulators.ffprobeAfter(directory, dyingAtRun(2));
        try (var simulator = Simulators.start(settings().withFfmpeg(ffprobe))) {
            var video = new Client(simulator).process(TestVideos.square(2));

            assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
        }
        assertThat(runs()).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"INT", "TERM"})
    void aVideoIsMeasuredAgain(String signal) throws Exception {
        var slow = settings().withFfmpeg(Simulators.slowFfmpeg(directory));
        try (var simulator = Simulators.start(slow)) {
            var client = new Client(simulator);
            var uid = uploaded(client, TestVideos.withoutDuration());
            interrupt(awaitFfmpeg(uid, "-f null"), signal);
            var video = client.awaitEnd(uid);

            assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
            assertThat(video.path("duration").asDouble()).isBetween(1.9, 2.1);
        }
    }

    /** Its place in the queue is on the disk, and the pause holds up no stop. */
    @Test
    void aVideoThatWaitsForItsRepeatIsTranscodedAfterTheNextStart() throws Exception {
        var settings = settings();
        var patient =
                settings.withFfmpeg(Simulators.slowFfmpeg(directory))
                        .withTranscodeRepeats(new RepeatPolicy(2, Duration.ofHours(1)));
        String uid;
        try (var first = Simulators.start(patient)) {
            var client = new Client(first);
            uid = uploaded(client, TestVideos.square(3));
            interruptEncoding(client, uid, "INT");
            client.await(uid, video -> Client.state(video).equals("queued"));
        }
        try (var second = Simulators.start(settings)) {
            assertThat(Client.state(new Client(second).awaitEnd(uid))).isEqualTo("ready");
        }
    }

    @Test
    void aVideoThatIsInterruptedEachTimeEndsInErrUnknown() {
        var ffmpeg = Simulators.ffmpegAfter(directory, counting() + "\nkill -TERM $$");
        try (var simulator = Simulators.start(settings().withFfmpeg(ffmpeg))) {
            var video = new Client(simulator).process(TestVideos.square(2));

            assertThat(video.at("/status/errorReasonCode").asString()).isEqualTo("ERR_UNKNOWN");
        }
        assertThat(runs()).isEqualTo(3);
    }

    /** It has not been taken, and what it is was not seen. */
    @Test
    void aVideoWhoseUploadCouldNotBeLookedAtCanBeSentAgain() {
        var ffprobe = Simulators.ffprobeAfter(directory, dyingAtRun(1));
        try (var simulator = Simulators.start(settings().withFfmpeg(ffprobe))) {
            var client = new Client(simulator);
            var ticket = client.directUpload();

            assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(500);
            assertThat(Client.state(client.video(ticket.uid()))).isEqualTo("pendingupload");
            assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(200);
        }
    }

    /** It is not asked for again, so it must be looked at again. */
    @Test
    void aCopyIsLookedAtAgain() {
        var ffprobe = Simulators.ffprobeAfter(directory, dyingAtRun(1));
        try (var origin = new OriginServer();
                var simulator = Simulators.start(settings().withFfmpeg(ffprobe))) {
            var client = new Client(simulator);
            var video = client.awaitEnd(copied(client, origin));

            assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
        }
        assertThat(runs()).isEqualTo(3);
    }

    /** As when Ctrl-C ended ffprobe first. */
    @Test
    void aCopyThatWaitsForItsRepeatIsMadeAfterTheNextStart() {
        var patient =
                settings()
                        .withFfmpeg(Simulators.ffprobeAfter(directory, dyingAtRun(1)))
                        .withTranscodeRepeats(new RepeatPolicy(2, Duration.ofHours(1)));
        try (var origin = new OriginServer()) {
            String uid;
            try (var first = Simulators.start(patient)) {
                var client = new Client(first);
                uid = copied(client, origin);
                awaitRun();
                assertThat(Client.state(client.video(uid))).isEqualTo("downloading");
            }
            try (var second = Simulators.start(settings())) {
                assertThat(Client.state(new Client(second).awaitEnd(uid))).isEqualTo("ready");
            }
        }
    }

    @Test
    void aCopyThatIsInterruptedEachTimeEndsInErrUnknown() {
        var ffprobe = Simulators.ffprobeAfter(directory, counting() + "\nkill -TERM $$");
        try (var origin = new OriginServer();
                var simulator = Simulators.start(settings().withFfmpeg(ffprobe))) {
            var client = new Client(simulator);
            var video = client.awaitEnd(copied(client, origin));

            assertThat(video.at("/status/errorReasonCode").asString()).isEqualTo("ERR_UNKNOWN");
        }
        assertThat(runs()).isEqualTo(3);
    }

    private static String copied(Client client, OriginServer origin) {
        var file = TestVideos.bytes(TestVideos.square(2));
        var url = origin.serve("/v.mp4", file, OriginServer.Manner.PROPER);
        var begun = client.post("/copy", "{\"input\":\"%s\"}".formatted(url)).result();
        return begun.path("uid").asString();
    }

    private void awaitRun() {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(counter())) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Client.pause();
        }
    }

    private static String uploaded(Client client, Path file) {
        var ticket = client.directUpload();
        client.upload(ticket, file).result();
        return ticket.uid();
    }

    /** Half-way, when ffmpeg has long taken over what signals do. */
    private static void interruptEncoding(Client client, String uid, String signal)
            throws Exception {
        client.await(uid, video -> video.at("/status/pctComplete").asDouble(0) > 0);
        interrupt(awaitFfmpeg(uid, "-f dash"), signal);
    }

    private static void interrupt(ProcessHandle ffmpeg, String signal) throws Exception {
        var kill = new ProcessBuilder("sh", "-c", "kill -" + signal + " " + ffmpeg.pid()).start();
        assertThat(kill.waitFor()).isZero();
        ffmpeg.onExit().get();
    }

    private static ProcessHandle awaitFfmpeg(String uid, String words) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            var found =
                    ProcessHandle.current()
                            .children()
                            // Not the shell that becomes it.
                            .filter(it -> it.info().command().orElse("").endsWith("/ffmpeg"))
                            .filter(it -> contains(it, uid) && contains(it, words))
                            .findFirst();
            if (found.isPresent()) {
                return found.get();
            }
            assertThat(System.nanoTime()).as("no ffmpeg within " + PATIENCE).isLessThan(deadline);
            Client.pause();
        }
    }

    private static boolean contains(ProcessHandle process, String words) {
        return process.info().commandLine().orElse("").contains(words);
    }

    /** Lines of shell that count the runs, and end one of them by a signal. */
    private String dyingAtRun(int run) {
        return counting()
                + "\n[ $(wc -l < '%s') -eq %d ] && kill -TERM $$".formatted(counter(), run);
    }

    private String counting() {
        return "echo run >> '%s'".formatted(counter());
    }

    private long runs() {
        try (var lines = Files.lines(counter())) {
            return lines.count();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private Path counter() {
        return directory.resolve("runs");
    }

    private SimulatorSettings settings() {
        return Simulators.settings(directory.resolve("data")).withTranscodeRepeats(IMPATIENT);
    }
}
