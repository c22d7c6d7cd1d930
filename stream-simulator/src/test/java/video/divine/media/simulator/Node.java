package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

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
import java.util.concurrent.TimeUnit;

/**
 * The scripts in {@code src/test/node}, run by the Node.js that is on the PATH, where {@code npm ci
 * --ignore-scripts} has installed their packages.
 */
final class Node {
    private static final Path FOLDER = Path.of("src", "test", "node").toAbsolutePath();
    private static final Path OUTPUT = Path.of("target", "node").toAbsolutePath();

    /** As {@code engines} in package.json says. */
    private static final int OLDEST = 20;

    private static final Duration VERSION = Duration.ofSeconds(20);
    private static final Duration SCRIPT = Duration.ofSeconds(60);

    private Node() {}

    /** What keeps the scripts from running here, if anything. */
    static Optional<String> obstacle() {
        if (Files.notExists(FOLDER.resolve("node_modules/.package-lock.json"))) {
            return Optional.of("npm ci has not been run in " + FOLDER);
        }
        try {
            var version = run(VERSION, List.of("node", "--version")).strip();
            var major = Integer.parseInt(version.replaceFirst("v(\\d+)\\..*", "$1"));
            return major < OLDEST
                    ? Optional.of("node on the PATH is " + version + ", older than " + OLDEST)
                    : Optional.empty();
        } catch (IOException missing) {
            return Optional.of("node is not on the PATH");
        }
    }

    /** Runs a script, which must succeed, and answers the JSON that it printed. */
    static JsonNode run(String script, String... arguments) {
        var words = new ArrayList<>(List.of("node", script));
        words.addAll(List.of(arguments));
        try {
            return JsonMapper.builder().build().readTree(run(SCRIPT, words));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** What the program wrote to its standard output. Throws only where it cannot be started. */
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
            assertThat(process.waitFor(patience.toSeconds(), TimeUnit.SECONDS))
                    .as("%s is not done after %s:\n%s", words, patience, Files.readString(errors))
                    .isTrue();
        } catch (InterruptedException interrupted) {
            throw new AssertionError(interrupted);
        } finally {
            process.destroyForcibly();
        }
        assertThat(process.exitValue()).as("%s:\n%s", words, Files.readString(errors)).isZero();
        return Files.readString(output);
    }
}
