package video.divine.media.simulator.copy;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import com.sun.net.httpserver.HttpServer;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.netty.resources.LoopResources;

import video.divine.media.simulator.upload.Incoming;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Set;

class DownloadTest {
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    @TempDir Path directory;

    /** The name itself leads nowhere: were it resolved again, there would be no file. */
    @Test
    void whatIsConnectedToIsTheAddressThatWasFoundGood() throws Exception {
        var server =
                HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        server.createContext(
                "/",
                exchange -> {
                    try (exchange) {
                        var host = exchange.getRequestHeaders().getFirst("Host").getBytes(US_ASCII);
                        exchange.getResponseHeaders()
                                .set("Content-Length", Integer.toString(host.length));
                        if (exchange.getRequestMethod().equals("HEAD")) {
                            exchange.sendResponseHeaders(200, -1);
                        } else {
                            exchange.getResponseHeaders()
                                    .set(
                                            "Content-Range",
                                            "bytes 0-%d/%d"
                                                    .formatted(host.length - 1, host.length));
                            exchange.sendResponseHeaders(206, host.length);
                            exchange.getResponseBody().write(host);
                        }
                    }
                });
        server.start();
        var loops = LoopResources.create("test-copy", 1, true);
        var host = "origin.invalid:" + server.getAddress().getPort();
        var incoming = Incoming.open(directory);
        try {
            var origin =
                    new Origin(
                            URI.create("http://" + host + "/v.mp4?signature=s"),
                            InetAddress.getLoopbackAddress());

            new Download(origin, CopyLimits.defaults(), loops, () -> true)
                    .to(incoming)
                    .block(PATIENCE);

            assertThat(Files.readString(incoming.file())).isEqualTo(host);
            assertThat(origin.toString()).doesNotContain("signature");
        } finally {
            incoming.discard();
            loops.disposeLater(Duration.ZERO, PATIENCE).block(PATIENCE);
            server.stop(0);
        }
    }

    @Test
    void hostsThatAreNotThisMachineAreFetchedFromWhereTheyAreNamed() {
        assertThat(new Origins(Set.of()).find("http://192.0.2.7/v.mp4")).isEmpty();
        assertThat(new Origins(CopyLimits.defaults().withHosts(Set.of("192.0.2.7")).hosts()))
                .satisfies(
                        origins -> {
                            assertThat(origins.find("http://192.0.2.7:8080/v.mp4")).isPresent();
                            assertThat(origins.find("http://192.0.2.8/v.mp4")).isEmpty();
                            assertThat(origins.find("https://LOCALHOST/v.mp4")).isPresent();
                        });
    }
}
