package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Arrays;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** A client that goes away interrupts nothing: memory and disk go on saying the same. */
class GoneClientTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);

    /** Twice as many as there are event loops, which take new connections in turn. */
    private static final int CONNECTIONS = 4;

    @TempDir Path directory;
    private final HeldClock clock = new HeldClock();
    private StreamSimulator simulator;
    private Client client;
    private String uid = "";

    @BeforeEach
    void start() {
        simulator = Simulators.start(settings());
        client = new Client(simulator);
        uid = client.directUpload().uid();
    }

    @Test
    void anEditGoesOnWithoutItsClient() throws IOException {
        clock.hold();
        try (var gone = begin("POST", "/" + uid, "{\"creator\":\"alice\"}")) {
            clock.awaitHeld();
            reset(gone);
        }
        clock.release();

        client.await(uid, video -> video.path("creator").asString("").equals("alice"));
        simulator.close();
        try (var restarted = Simulators.start(settings())) {
            assertThat(new Client(restarted).video(uid).path("creator").asString())
                    .isEqualTo("alice");
        }
    }

    /** It waits for an edit of the same video, so that it is known where it was left alone. */
    @Test
    void aDeletionGoesOnWithoutItsClient() throws IOException {
        clock.hold();
        var edit = CompletableFuture.supplyAsync(() -> client.post("/" + uid, "{}"));
        clock.awaitHeld();
        try (var gone = begin("DELETE", "/" + uid, "")) {
            awaitBlocked("removeIf");
            reset(gone);
        }
        clock.release();
        assertThat(edit.join().status()).isEqualTo(200);

        awaitGone();
        simulator.close();
        try (var restarted = Simulators.start(settings())) {
            assertThat(new Client(restarted).get("/" + uid).status()).isEqualTo(404);
        }
    }

    @AfterEach
    void stop() {
        clock.release();
        simulator.close();
    }

    private void awaitGone() {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (client.get("/" + uid).status() != 404) {
            assertThat(System.nanoTime()).as("it is still there").isLessThan(deadline);
            Client.pause();
        }
    }

    /** All of it has come: that nobody hears what has become of it is no reason to give it up. */
    @Test
    void anUploadThatIsBeingLookedAtGoesOnWithoutItsClient() throws IOException {
        var ticket = client.directUpload();
        var held = Files.createFile(directory.resolve("hold"));
        var body = new ByteArrayOutputStream();
        Client.multipart("file", TestVideos.bytes(TestVideos.square(2))).forEach(body::writeBytes);
        try (var gone = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            var head =
                    "POST %s HTTP/1.1\r\nHost: x\r\nContent-Length: %d\r\nContent-Type: %s\r\n\r\n"
                            .formatted(
                                    ticket.uploadUrl().getPath(),
                                    body.size(),
                                    Client.multipartType());
            gone.getOutputStream().write(head.getBytes(StandardCharsets.US_ASCII));
            body.writeTo(gone.getOutputStream());
            awaitFile(directory.resolve("probing"));
            reset(gone);
        }
        Files.delete(held);

        assertThat(Client.state(client.awaitEnd(ticket.uid()))).isEqualTo("ready");
        assertThat(directory.resolve("data").resolve("incoming")).isEmptyDirectory();
    }

    private static void awaitFile(Path file) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Files.notExists(file)) {
            assertThat(System.nanoTime()).as("there is no " + file).isLessThan(deadline);
            Client.pause();
        }
    }

    /** Its ffprobe says that it runs, and waits, as long as there is a file "hold". */
    private SimulatorSettings settings() {
        var waiting =
                "cd '%s'; [ -e hold ] && touch probing; while [ -e hold ]; do sleep 0.02; done"
                        .formatted(directory);
        return Simulators.settings(directory.resolve("data"))
                .withFfmpeg(Simulators.ffprobeAfter(directory, waiting))
                .withClock(clock);
    }

    private Socket begin(String method, String path, String body) throws IOException {
        var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port());
        write(socket, method, path, body);
        return socket;
    }

    private void write(Socket socket, String method, String path, String body) throws IOException {
        var request =
                "%s %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer local\r\n"
                                .formatted(method, client.stream(path).getPath())
                        + "Content-Length: %d\r\n\r\n%s".formatted(body.length(), body);
        socket.getOutputStream().write(request.getBytes(StandardCharsets.US_ASCII));
    }

    /** Returns when the server has seen it: each of its event loops has turned since. */
    private void reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        for (var connection = 0; connection < CONNECTIONS; connection++) {
            try (var later = begin("GET", "/webhook", "")) {
                later.setSoTimeout((int) PATIENCE.toMillis());
                assertThat(later.getInputStream().read()).isNotNegative();
            }
        }
    }

    private static void awaitBlocked(String method) {
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (Thread.getAllStackTraces().entrySet().stream()
                .filter(it -> it.getKey().getState() == Thread.State.WAITING)
                .flatMap(it -> Arrays.stream(it.getValue()))
                .noneMatch(frame -> frame.getMethodName().equals(method))) {
            assertThat(System.nanoTime()).as("nobody waits in " + method).isLessThan(deadline);
            Client.pause();
        }
    }

    /** Holds up the thread that changes a video, in the middle of it. */
    private static final class HeldClock implements InstantSource {
        private volatile CountDownLatch held = new CountDownLatch(0);
        private volatile CountDownLatch released = new CountDownLatch(0);

        void hold() {
            released = new CountDownLatch(1);
            held = new CountDownLatch(1);
        }

        void awaitHeld() {
            try {
                assertThat(held.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)).isTrue();
            } catch (InterruptedException interrupted) {
                throw new AssertionError(interrupted);
            }
        }

        void release() {
            released.countDown();
        }

        @Override
        public Instant instant() {
            if (Thread.currentThread().getName().startsWith("simulator-files")) {
                held.countDown();
                pass();
            }
            return Instant.now();
        }

        /** Whoever interrupts it is noticed later, as by a thread that computes. */
        private void pass() {
            var interrupted = false;
            while (released.getCount() > 0) {
                try {
                    released.await();
                } catch (InterruptedException noticed) {
                    interrupted = true;
                }
            }
            if (interrupted) {
                Thread.currentThread().interrupt();
            }
        }
    }
}
