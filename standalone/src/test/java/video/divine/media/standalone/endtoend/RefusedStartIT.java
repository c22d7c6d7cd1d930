package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import video.divine.media.standalone.Standalone;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Why a service does not start is said in a sentence that names what to change. */
@ExtendWith({OutputCaptureExtension.class, SharedService.class})
class RefusedStartIT {
    private final RunningService running;
    private final Path data;

    RefusedStartIT(
            RunningService running, @TempDir(factory = BuildDirectory.class) Path directory) {
        this.running = running;
        data = directory.resolve("data");
    }

    @ParameterizedTest
    @CsvSource({
        "media.public-base-url=ftp://x, public-base-url",
        "media.quota-per-hour=-1, quota-per-hour",
        "media.partitions=0, media.partitions",
        "media.stream-threads=0, media.stream-threads",
        "media.commit-interval=-5ms, media.commit-interval",
        "media.kafka.port=70000, media.kafka.port",
        "media.registry.port=0, media.registry.port",
        "media.simulator.port=65536, media.simulator.port",
        "media.host=no host, no host",
        "media.stream.upload-expiry=2m, media.stream"
    })
    void aBadSettingIsNamed(String setting, String named, CapturedOutput output) {
        assertRefuses(Ports.free(), named, output, "--" + setting);
    }

    @AfterEach
    void noOtherServiceOfTheProcessEnds() {
        assertThat(running.client().get("/livez").status()).isEqualTo(200);
    }

    /** Cloudflare makes the secret of its subscription; one of ours would refuse its webhooks. */
    @Test
    void withARealAccountNoSecretIsMadeUp(CapturedOutput output) {
        assertRefuses(
                Ports.free(),
                "media.webhook.secret",
                output,
                "--media.simulator.enabled=false",
                "--media.stream.account=account",
                "--media.stream.token=token");
    }

    @Test
    void aTakenPortIsNamed(CapturedOutput output) throws IOException {
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            var port = taken.getLocalPort();
            var free = Ports.free();
            for (var ports :
                    List.of(
                            free.withSimulator(port),
                            free.withKafka(port),
                            free.withRegistry(port),
                            free.withInternal(port))) {
                assertRefuses(ports, String.valueOf(port), output);
            }
        }
    }

    @Test
    void anotherPartitionCountThanAtTheFirstStartIsNamed(CapturedOutput output) {
        LocalService.start(data).close();

        assertRefuses(
                Ports.free(), "to have 3 partitions, but it has 2", output, "--media.partitions=3");
    }

    @Test
    void aDataDirectoryThatIsAFileIsNamed(CapturedOutput output) throws IOException {
        Files.writeString(data, "");

        assertRefuses(Ports.free(), data + " cannot be used", output);
    }

    private void assertRefuses(
            Ports ports, String sentence, CapturedOutput output, String... settings) {
        var arguments = new ArrayList<>(ports.arguments());
        arguments.add("--media.data-dir=" + data);
        for (var setting : settings) {
            // Given twice, an argument is a list.
            var name = setting.substring(0, setting.indexOf('=') + 1);
            arguments.removeIf(argument -> argument.startsWith(name));
            arguments.add(setting);
        }
        var before = output.getAll().length();

        assertThatThrownBy(() -> Standalone.application().run(arguments.toArray(String[]::new)));

        assertThat(output.getAll().substring(before))
                .containsOnlyOnce("divine-media does not start: ")
                .containsIgnoringCase(sentence);
    }
}
