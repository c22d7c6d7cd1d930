package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Map;

/** How the jar starts, stops and refuses to start, as its operator sees it. */
class ExecutableJarIT {
    private static final String EVENT = "\\d{4}-\\d\\d-\\d\\dT\\S+ (INFO|WARN|ERROR) +\\w+ \\S.*";
    private static final int REFUSED = 1;
    private static final int MISUSED = 2;
    private static final int TERMINATED = 143;

    @TempDir(factory = BuildDirectory.class)
    Path directory;

    @Test
    void startsWithATourAndStopsWithoutAComplaint() throws Exception {
        try (var service = ServiceProcess.start(Ports.free(), data())) {
            var client = service.client();
            assertThat(client.get("/livez").status()).isEqualTo(200);
            assertThat(client.get("/metrics").response().body()).contains("jvm_memory_used_bytes");
            client.ticket(Publisher.anyone(), "{}");
            assertThat(service.log()).contains("divine-media is ready", service.ports().apiUrl());

            assertThat(service.terminate()).isEqualTo(TERMINATED);

            var tour = service.log().indexOf("Ctrl-C stops.");
            assertThat(service.log()).doesNotContain("ERROR", "Exception");
            assertOneLineAnEvent(
                    service.log().substring(0, service.log().indexOf("divine-media is ready")));
            assertThat(Files.getPosixFilePermissions(data()))
                    .isEqualTo(PosixFilePermissions.fromString("rwx------"));
            // Before, Kafka Streams warns where a build lies in the directory for temporary files.
            assertThat(service.log().substring(tour)).doesNotContain("WARN");
        }
    }

    @Test
    void itsSmallCommandsSignAndMakeAVideo() throws Exception {
        var key = directory.resolve("key").toString();
        var signed =
                ServiceProcess.command(
                        "nip98", "--key-file", key, "GET", "http://127.0.0.1/v1/videos/x/history");
        assertThat(signed).startsWith("Nostr ");

        var clip = directory.resolve("clip.mp4");
        assertThat(ServiceProcess.command("sample-video", clip.toString()))
                .isEqualTo(clip.toString());
        assertThat(Clips.probe(clip).at("/format/duration").asString()).startsWith("6.");
    }

    @Test
    void anUnknownWordStartsNothing() throws Exception {
        assertThat(ServiceProcess.command(MISUSED, "--help")).isEmpty();
        assertThat(ServiceProcess.command(MISUSED, "bogus")).isEmpty();
    }

    @Test
    void logsNothingButJsonWhereAsked() throws Exception {
        try (var service =
                ServiceProcess.launch(
                        Ports.free(),
                        data(),
                        Map.of("LOGGING_STRUCTURED_FORMAT_CONSOLE", "logstash"))) {
            service.awaitReady();
            service.client().ticket(Publisher.anyone(), "{}");
            service.terminate();

            assertThat(service.log().lines())
                    .isNotEmpty()
                    .allSatisfy(
                            line -> assertThat(line).startsWith("{\"@timestamp\":").endsWith("}"));
        }
    }

    @Test
    void aRefusedStartIsJsonTooWhereAsked() throws Exception {
        try (var service =
                ServiceProcess.launch(
                        Ports.free(),
                        data(),
                        Map.of(
                                "LOGGING_STRUCTURED_FORMAT_CONSOLE",
                                "logstash",
                                "MEDIA_NIP98_PROFILE",
                                "no such profile"))) {
            assertThat(service.awaitExit()).isEqualTo(REFUSED);
            assertThat(service.log()).contains("{\"@timestamp\":");
        }
    }

    /** Of every kind of reason one; {@link RefusedStartIT} has the others. */
    @Test
    void aRefusedStartIsOneLineAndAnExitCode() throws Exception {
        assertRefuses(
                Ports.free(), Map.of("MEDIA_NIP98_PROFILE", "lenient"), "media.nip98.profile");
        assertRefuses(Ports.free(), Map.of("MEDIA_PARTITIONS", "0"), "media.partitions");
        try (var taken = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            assertRefuses(
                    Ports.free().withApi(taken.getLocalPort()),
                    Map.of(),
                    String.valueOf(taken.getLocalPort()));
        }
    }

    @Test
    void aDataDirectoryInUseIsOneSentence() throws Exception {
        try (var _ = ServiceProcess.start(Ports.free(), data())) {
            assertRefuses(Ports.free(), Map.of(), "is in use by another process");
        }
    }

    private void assertRefuses(Ports ports, Map<String, String> settings, String sentence)
            throws InterruptedException {
        try (var service = ServiceProcess.launch(ports, data(), settings)) {
            assertThat(service.awaitExit()).as(service.log()).isEqualTo(REFUSED);
            assertThat(service.log())
                    .containsIgnoringCase(sentence)
                    .contains("divine-media does not start: ")
                    .doesNotContain(" | at ", "Exception encountered");
            assertOneLineAnEvent(service.log());
        }
    }

    private static void assertOneLineAnEvent(String log) {
        assertThat(log.strip().lines())
                .isNotEmpty()
                .allSatisfy(line -> assertThat(line).matches(EVENT));
    }

    private Path data() {
        return directory.resolve("data");
    }
}
