package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import static java.util.concurrent.TimeUnit.SECONDS;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** A script in {@code src/test/node}, run by the Node.js that is on the PATH. */
final class NodeScript {
    private static final Path FOLDER = Path.of("src", "test", "node").toAbsolutePath();
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Path OUTPUT = Path.of("target", "node").toAbsolutePath();

    /** As {@code engines} in package.json says. */
    private static final int OLDEST = 20;

    private static final Duration VERSION = Duration.ofSeconds(20);
    private static final Duration PATIENCE = Duration.ofSeconds(50);

    private NodeScript() {}

    /** What keeps a script that needs this package from running here, if anything. */
    static Optional<String> obstacle(String npmPackage) {
        if (Files.notExists(FOLDER.resolve("node_modules").resolve(npmPackage))) {
            return Optional.of("npm ci was not run in src/test/node: no " + npmPackage);
        }
        try {
            var version = run(VERSION, List.of("node", "--version")).strip();
            var major = Integer.parseInt(version.replaceFirst("v(\\d+)\\..*", "$1"));
            return major < OLDEST
                    ? Optional.of("node on the PATH is " + version + ", older than " + OLDEST)
                    : Optional.empty();
        } catch (IOException noSuchProgram) {
            return Optional.of("node is not on the PATH");
        }
    }

    /** The JSON that the script, which must succeed, has printed. */
    static JsonNode run(String script, String... arguments) {
        var words = new ArrayList<>(List.of("node", script));
        words.addAll(List.of(arguments));
        try {
            return JSON.readTree(run(PATIENCE, words));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** Throws only where the program cannot be started. */
    private static String run(Duration patience, List<String> words) throws IOException {
        Files.createDirectories(OUTPUT);
        var output = Files.createTempFile(OUTPUT, "node", ".out");
        var errors = Files.createTempFile(OUTPUT, "node", ".err");
        var process =
                new ProcessBuilder(words)
                        .directory(FOLDER.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            if (!process.waitFor(patience.toSeconds(), SECONDS)) {
                fail("%s is not done after %s:\n%s", words, patience, Files.readString(errors));
            }
        } catch (InterruptedException interrupted) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(interrupted);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s:\n%s", words.subList(0, 2), Files.readString(errors))
                .isZero();
        return Files.readString(output);
    }
}
