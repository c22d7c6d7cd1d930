package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import org.junit.jupiter.api.Test;
import org.springframework.http.HttpMethod;

import video.divine.media.gateway.Gateway;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.net.Socket;
import java.time.Duration;

class KeepAliveTest {
    private static final Duration PATIENCE = Duration.ofSeconds(10);
    private static final String QUICK = "GET /livez HTTP/1.1\r\nHost: x\r\n\r\n";

    /** The second request waits for the first to end, and is then answered without a pause. */
    @Test
    void aConnectionIsReadOnAfterRequestsThatCameTogether() throws IOException {
        var gateway = Gateway.shared();
        var address = gateway.address();
        try (var socket = new Socket(address.getHost(), address.getPort())) {
            socket.setSoTimeout((int) PATIENCE.toMillis());
            var answers =
                    new BufferedReader(new InputStreamReader(socket.getInputStream(), US_ASCII));

            send(socket, signedOnAnotherThread(gateway) + QUICK);
            assertThat(nextStatus(answers)).startsWith("HTTP/1.1 201");
            assertThat(nextStatus(answers)).startsWith("HTTP/1.1 200");

            send(socket, QUICK);
            assertThat(nextStatus(answers)).startsWith("HTTP/1.1 200");
        }
    }

    /** Its signature is checked elsewhere, so the next one is queued behind it. */
    private static String signedOnAnotherThread(Gateway gateway) {
        var token = gateway.token(HttpMethod.POST, Gateway.VIDEOS, "{}");
        return "POST %s HTTP/1.1\r\nHost: x\r\nAuthorization: %s\r\nContent-Length: 2\r\n\r\n{}"
                .formatted(Gateway.VIDEOS, token);
    }

    private static void send(Socket socket, String requests) throws IOException {
        socket.getOutputStream().write(requests.getBytes(US_ASCII));
    }

    /** The status line that comes next; bodies are JSON of one line without its end. */
    private static String nextStatus(BufferedReader answers) throws IOException {
        var line = answers.readLine();
        while (line != null && !line.contains("HTTP/1.1 ")) {
            line = answers.readLine();
        }
        assertThat(line).as("a status line").isNotNull();
        return line.substring(line.indexOf("HTTP/1.1 "));
    }
}
