package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** What {@code bin/cluster} does to processes, tried on some that only sleep. */
class BinClusterTest {
    private static final Path SCRIPT = Path.of("..", "bin", "cluster").toAbsolutePath().normalize();
    private static final Duration SOON = Duration.ofSeconds(10);

    @TempDir Path directory;
    private final List<Process> sleepers = new ArrayList<>();

    @BeforeEach
    void aClusterWasStarted() throws IOException {
        Files.writeString(directory.resolve("cluster.conf"), "base=19900\nprocessors=2\nid=x\n");
        Files.createDirectories(directory.resolve("run"));
    }

    @AfterEach
    void wakeAll() {
        sleepers.forEach(Process::destroyForcibly);
    }

    @Test
    void killsItsOwn() throws Exception {
        var node = sleeper("broker-1", "-Dmedia.cluster.node=" + directory + "/broker-1");

        assertThat(cluster("kill", "broker-1").exitCode()).isZero();

        assertThat(node.waitFor(SOON.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(cluster("kill", "broker-1").output()).isEqualTo("broker-1 does not run.");
    }

    @Test
    void stopsWhatIsPaused() throws Exception {
        var node = sleeper("gateway-2", "-Dmedia.cluster.node=" + directory + "/gateway-2");
        assertThat(cluster("pause", "gateway-2").exitCode()).isZero();

        assertThat(cluster("stop").exitCode()).isZero();

        assertThat(node.isAlive()).isFalse();
        assertThat(directory.resolve("run/gateway-2.pid")).doesNotExist();
    }

    /** The number in the file is by now that of somebody else. */
    @Test
    void leavesOthersAlone() throws Exception {
        var stranger = sleeper("broker-1", "-Dmedia.cluster.node=/another/broker-1");
        var neighbour = sleeper("broker-2", "-Dmedia.cluster.node=" + directory + "/broker-22");

        assertThat(cluster("kill", "brokers").output())
                .isEqualTo(
                        "broker-1 does not run.\nbroker-2 does not run.\nbroker-3 does not run.");
        assertThat(cluster("stop").exitCode()).isZero();

        assertThat(stranger.isAlive()).isTrue();
        assertThat(neighbour.isAlive()).isTrue();
    }

    @Test
    void namesTheNodesThereAre() throws Exception {
        var refused = cluster("pause", "broker-4");

        assertThat(refused.exitCode()).isEqualTo(2);
        assertThat(refused.output()).startsWith("There is no node broker-4; there are broker-1");
    }

    @Test
    void whatIsNotThereIsStoppedAlready() throws Exception {
        Files.delete(directory.resolve("cluster.conf"));

        assertThat(cluster("stop").exitCode()).isZero();
        assertThat(cluster("kill", "registry").output())
                .isEqualTo("No cluster was started in " + directory + ".");
    }

    private Process sleeper(String node, String argument) throws IOException {
        var process = new ProcessBuilder("bash", "-c", "sleep 60 & wait", argument).start();
        sleepers.add(process);
        Files.writeString(directory.resolve("run/" + node + ".pid"), process.pid() + "\n");
        return process;
    }

    private record Run(int exitCode, String output) {}

    private Run cluster(String... words) throws IOException, InterruptedException {
        var command = new ArrayList<>(List.of(SCRIPT.toString()));
        command.addAll(List.of(words));
        var builder = new ProcessBuilder(command).redirectErrorStream(true);
        builder.environment().put("MEDIA_CLUSTER_DIR", directory.toString());
        var process = builder.start();
        var output = new String(process.getInputStream().readAllBytes(), UTF_8).strip();
        return new Run(process.waitFor(), output);
    }
}
