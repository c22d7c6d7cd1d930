package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

/** Cloudflare's own SDK, as npm has it, takes the simulator for Stream. */
class CloudflareSdkTest {
    @TempDir Path directory;

    /** Said aloud: Maven only counts what is skipped. */
    @BeforeAll
    static void needsNode() {
        var obstacle = NodeScript.obstacle("cloudflare");
        obstacle.ifPresent(it -> System.out.println(it + ": CloudflareSdkTest is skipped"));
        Assumptions.assumeTrue(obstacle.isEmpty(), () -> obstacle.orElse(""));
    }

    /** The script asserts what the SDK makes of each answer. */
    @Test
    void everyCallDoesWhatItsDocumentationSays() throws IOException {
        try (var receiver = new WebhookReceiver();
                var simulator = Simulators.start(directory)) {
            var printed =
                    NodeScript.run(
                            "cloudflare.js",
                            simulator.apiBaseUri().toString(),
                            "local",
                            "local",
                            TestVideos.square(2).toString(),
                            receiver.url("/hook").toString());

            var left = new Client(simulator).get("").result();
            assertThat(left).hasSize(1);
            assertThat(left.get(0).path("uid")).isEqualTo(printed.path("uid"));
        }
    }
}
