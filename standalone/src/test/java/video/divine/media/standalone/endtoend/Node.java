package video.divine.media.standalone.endtoend;

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

/** The scripts in {@code standalone/src/test/node}, run by the Node.js that is on the PATH. */
final class Node {
    private static final Path FOLDER =
            Path.of("..", "standalone", "src", "test", "node").toAbsolutePath().normalize();
    private static final Path OUTPUT = Path.of("target", "node").toAbsolutePath();

    /** As {@code engines} in package.json says. */
    private static final int OLDEST = 20;

    private static final Duration VERSION = Duration.ofSeconds(20);
    private static final Duration INSTALL = Duration.ofMinutes(5);
    private static final Duration SCRIPT = Duration.ofSeconds(90);

    private Node() {}

    /** What keeps the scripts from running here, if anything. */
    static Optional<String> obstacle() {
        var node = version("node");
        if (node.isEmpty()) {
            return Optional.of("node is not on the PATH");
        }
        var major = Integer.parseInt(node.get().replaceFirst("v(\\d+)\\..*", "$1"));
        if (major < OLDEST) {
            return Optional.of("node on the PATH is " + node.get() + ", older than " + OLDEST);
        }
        return version("npm").isEmpty() ? Optional.of("npm is not on the PATH") : Optional.empty();
    }

    /** Installs the packages of the lock file, unless they are there. */
    static void install() {
        // npm writes the inner one when it is done.
        var installed = FOLDER.resolve("node_modules/.package-lock.json");
        try {
            if (Files.notExists(installed)
                    || Files.getLastModifiedTime(installed)
                                    .compareTo(
                                            Files.getLastModifiedTime(
                                                    FOLDER.resolve("package-lock.json")))
                            < 0) {
                run(INSTALL, "npm", "ci", "--ignore-scripts", "--no-audit", "--no-fund");
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a script, which must succeed, and answers the JSON that it printed. */
    static JsonNode run(String script, String... arguments) {
        var words = new ArrayList<>(List.of("node", script));
        words.addAll(List.of(arguments));
        try {
            return new JsonMapper().readTree(run(SCRIPT, words.toArray(String[]::new)));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static Optional<String> version(String program) {
        try {
            return Optional.of(run(VERSION, program, "--version").strip());
        } catch (IOException _) {
            return Optional.empty(); // there is no such program
        }
    }

    /** What the program wrote to its standard output. Throws only where it cannot be started. */
    private static String run(Duration patience, String... words) throws IOException {
        var output = Files.createTempFile(Files.createDirectories(OUTPUT), words[0], ".out");
        var errors = Files.createTempFile(OUTPUT, words[0], ".err");
        var process =
                new ProcessBuilder(words)
                        .directory(FOLDER.toFile())
                        .redirectOutput(output.toFile())
                        .redirectError(errors.toFile())
                        .start();
        try {
            if (!process.waitFor(patience.toSeconds(), SECONDS)) {
                fail(
                        "%s is not done after %s:\n%s",
                        String.join(" ", words), patience, Files.readString(errors));
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        } finally {
            process.descendants().forEach(ProcessHandle::destroyForcibly);
            process.destroyForcibly();
        }
        assertThat(process.exitValue())
                .as("%s:\n%s", String.join(" ", words), Files.readString(errors))
                .isZero();
        return Files.readString(output);
    }
}
