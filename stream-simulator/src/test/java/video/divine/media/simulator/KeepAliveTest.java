package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.ByteArrayOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.regex.Pattern;

class KeepAliveTest {
    private static final int STOPS = 20;
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String LIST =
            """
            GET /client/v4/accounts/local/stream HTTP/1.1\r
            Host: x\r
            Authorization: Bearer local\r
            \r
            """;
    private static final String CREATE =
            """
            POST /client/v4/accounts/local/stream/direct_upload HTTP/1.1\r
            Host: x\r
            Authorization: Bearer local\r
            Content-Length: 25\r
            \r
            {"maxDurationSeconds":60}""";

    private static final Pattern LENGTH = Pattern.compile("(?i)\r\nContent-Length: (\\d+)\r\n");

    @TempDir Path directory;

    /** The second request waits for the first to end, and is then answered without a pause. */
    @Test
    void aConnectionIsReadOnAfterRequestsThatCameTogether() throws IOException {
        try (var simulator = Simulators.start(directory);
                var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var answers = socket.getInputStream();

            send(socket, CREATE + LIST);
            assertThat(nextStatus(answers)).isEqualTo("HTTP/1.1 200 OK");
            assertThat(nextStatus(answers)).isEqualTo("HTTP/1.1 200 OK");

            send(socket, LIST);
            assertThat(nextStatus(answers)).isEqualTo("HTTP/1.1 200 OK");
        }
    }

    /** Else a client would send its next request to nobody, should the port be taken again. */
    @Test
    void aStopEndsConnectionsThatAreIdle() throws IOException {
        for (var attempt = 0; attempt < STOPS; attempt++) {
            var simulator = Simulators.start(directory);
            try (var socket = new Socket(InetAddress.getLoopbackAddress(), simulator.port())) {
                socket.setSoTimeout((int) PATIENCE.toMillis());
                send(socket, LIST);
                assertThat(nextStatus(socket.getInputStream())).isEqualTo("HTTP/1.1 200 OK");

                simulator.close();

                assertThat(socket.getInputStream().read()).as("attempt %d", attempt).isEqualTo(-1);
            } finally {
                simulator.close();
            }
        }
    }

    private static void send(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(StandardCharsets.US_ASCII));
    }

    /** Reads one answer to its end. */
    private static String nextStatus(InputStream answers) throws IOException {
        var head = new ByteArrayOutputStream();
        while (!head.toString(StandardCharsets.US_ASCII).endsWith("\r\n\r\n")) {
            var next = answers.read();
            if (next < 0) {
                throw new EOFException("the connection was closed after: " + head);
            }
            head.write(next);
        }
        var text = head.toString(StandardCharsets.US_ASCII);
        var length = LENGTH.matcher(text);
        assertThat(length.find()).as(text).isTrue();
        answers.skipNBytes(Long.parseLong(length.group(1)));
        return text.lines().findFirst().orElseThrow();
    }
}
