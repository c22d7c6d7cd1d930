package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Path;

class BaseUriTest {
    @TempDir Path directory;

    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:",
        "0.0.0.0, http://127.0.0.1:",
        "localhost, http://localhost:",
        "::1, http://[::1]:",
        "::, http://[::1]:",
        "0:0:0:0:0:0:0:0, http://[::1]:"
    })
    void clientsReachTheSimulatorThere(String host, String beginning) {
        assumeTrue(!host.contains(":") || hasIpv6());
        try (var simulator = Simulators.start(Simulators.settings(directory).withHost(host))) {
            var client = new Client(simulator);

            assertThat(simulator.baseUri()).hasToString(beginning + simulator.port());
            assertThat(client.directUpload().uploadUrl().toString())
                    .startsWith(simulator.baseUri() + "/");
            assertThat(client.get("").result()).hasSize(1);
        }
    }

    private static boolean hasIpv6() {
        try (var _ = new ServerSocket(0, 1, InetAddress.ofLiteral("::1"))) {
            return true;
        } catch (IOException none) {
            return false;
        }
    }
}
