package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.stream.Stream;

/** What a newcomer does: runs the README's command, and types what it then prints. */
class TourIT {
    private static final Path ROOT = Path.of("..").toAbsolutePath().normalize();
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String FIRST = "Try it, in another shell:";
    private static final String LAST = "Ctrl-C stops.";

    @TempDir(factory = BuildDirectory.class)
    Path directory;

    @Test
    void theTourWorksAsItIsPrinted() throws Exception {
        assumeTrue(isOnThePath("curl"), "curl is not on the PATH, so nobody can take the tour");
        try (var service = ServiceProcess.launchByScript(Ports.free(), directory.resolve("data"))) {
            service.awaitReady();
            await().atMost(PATIENCE).until(() -> service.log().contains(LAST));
            var lines = tour(service.log());
            assertThat(lines).hasSize(7);

            // A sample, and a signed request of three lines.
            var ticket = type(lines.subList(0, 4));
            var uid = member("uid", ticket);
            assertThat(uid).as(ticket).isNotEmpty();
            type(List.of(lines.get(4).replace("UPLOAD_URL", member("uploadURL", ticket))));
            var read = List.of(lines.get(5).replace("UID", uid));
            await().atMost(PATIENCE)
                    .untilAsserted(
                            () -> {
                                var video = type(read);
                                assertThat(member("status", video)).as(video).isEqualTo("ready");
                            });
            assertThat(member("uid", type(lines.subList(6, 7)))).isEqualTo(uid);
        }
    }

    private static List<String> tour(String log) {
        return log.substring(log.indexOf(FIRST) + FIRST.length(), log.indexOf(LAST))
                .lines()
                .map(String::strip)
                .filter(line -> !line.isEmpty())
                .toList();
    }

    /** Where the repository is, with the data directory of the service; answers the last line. */
    private String type(List<String> lines) {
        var clip = directory.resolve("clip.mp4").toString();
        var typed = String.join("\n", lines).replace("clip.mp4", clip);
        var builder =
                new ProcessBuilder("bash", "-euc", typed)
                        .directory(ROOT.toFile())
                        .redirectError(Redirect.INHERIT);
        builder.environment().put("MEDIA_DATA_DIR", directory.resolve("data").toString());
        try {
            var process = builder.start();
            var output = new String(process.getInputStream().readAllBytes(), UTF_8);
            assertThat(process.waitFor()).as("%s\n%s", typed, output).isZero();
            return output.lines().reduce("", (_, line) -> line);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }

    private static String member(String name, String json) {
        return new JsonMapper().readTree(json).path(name).asString("");
    }

    private static boolean isOnThePath(String program) {
        return Stream.of(System.getenv().getOrDefault("PATH", "").split(":"))
                .anyMatch(folder -> Files.isExecutable(Path.of(folder, program)));
    }
}
