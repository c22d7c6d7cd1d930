package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.simulator.fault.FaultPlan;
import video.divine.media.simulator.fault.NoticeFaults;
import video.divine.media.simulator.webhook.WebhookSignature;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;

/** The same requests after the same seed meet the same faults, though the uids are others. */
class RepeatedFatesTest {
    private static final int UPLOADS = 10;
    private static final String SECRET = "a secret";
    private static final Duration PATIENCE = Duration.ofSeconds(20);

    private static final String FAULTS =
            "{\"seed\":%d,\"webhook\":{\"drop\":0.3,\"duplicate\":0.4,\"badSignature\":0.4,"
                    + "\"early\":0.3}}";

    @TempDir Path directory;
    private WebhookReceiver receiver;

    @BeforeEach
    void listen() throws IOException {
        receiver = new WebhookReceiver();
    }

    @AfterEach
    void stop() {
        receiver.close();
    }

    @Test
    void theSameUploadsAfterTheSameSeed() {
        List<List<String>> first;
        try (var simulator = start("one")) {
            var faults = new FaultControl(simulator);
            faults.put(FAULTS.formatted(4)).result();
            first = fates(simulator, "one");
            faults.put("{\"seed\":4}").result();

            assertThat(fates(simulator, "one")).isEqualTo(first);
            assertThat(fates(simulator, "one")).isNotEqualTo(first);
            faults.clear();
            faults.put(FAULTS.formatted(4)).result();
            assertThat(fates(simulator, "one")).isEqualTo(first);
            faults.put("{\"seed\":8}").result();
            assertThat(fates(simulator, "one")).isNotEqualTo(first);
        }
        try (var fresh = start("two")) {
            new FaultControl(fresh).put(FAULTS.formatted(4)).result();

            assertThat(fates(fresh, "two")).isEqualTo(first);
        }
        assertThat(first.stream().flatMap(List::stream))
                .contains("error", "error badly signed", "pendingupload");
        assertThat(first)
                .contains(List.of())
                .anyMatch(
                        notices -> notices.stream().filter(it -> it.contains("error")).count() > 1);
    }

    @Test
    void aRestartWithTheSameSettingsIsNoneToTheVideos() {
        var notices = new NoticeFaults(0.3, 0.4, 0, Duration.ZERO, 0.4, 0.3);
        var plan = FaultPlan.none().withSeed(4).withNotices(notices);
        List<List<String>> before;
        try (var first = start("one", plan)) {
            var deleted = new Client(first).directUpload().uid();
            assertThat(new Client(first).delete("/" + deleted).statusCode()).isEqualTo(200);
            before = fates(first, "one");
        }
        List<List<String>> after;
        try (var second = start("one", plan)) {
            after = fates(second, "one");
        }
        receiver.taken();

        try (var whole = start("two", plan)) {
            new Client(whole).directUpload();
            assertThat(fates(whole, "two")).isEqualTo(before);
            assertThat(fates(whole, "two")).isEqualTo(after).isNotEqualTo(before);
        }
    }

    /** The notices of each upload, as they came. */
    private List<List<String>> fates(StreamSimulator simulator, String data) {
        var client = new Client(simulator);
        var uids = IntStream.range(0, UPLOADS).mapToObj(_ -> failed(client)).toList();
        uids.forEach(uid -> awaitSettled(data, uid));
        var all = receiver.taken();
        var fates = new ArrayList<List<String>>();
        for (var uid : uids) {
            fates.add(
                    all.stream()
                            .filter(it -> it.video().path("uid").asString().equals(uid))
                            .map(RepeatedFatesTest::text)
                            .toList());
        }
        return fates;
    }

    private static String failed(Client client) {
        var ticket = client.directUpload();
        assertThat(client.upload(ticket, TestVideos.text()).status()).isEqualTo(400);
        return ticket.uid();
    }

    private static String text(WebhookReceiver.Delivery delivery) {
        var time = Long.parseLong(delivery.signature().split("[=,]", -1)[1]);
        var right =
                WebhookSignature.header(
                        SECRET,
                        Instant.ofEpochSecond(time),
                        delivery.body().getBytes(StandardCharsets.UTF_8));
        return Client.state(delivery.video())
                + (delivery.signature().equals(right) ? "" : " badly signed");
    }

    /** Nothing of it is sent any more; what was has been received. */
    private void awaitSettled(String data, String uid) {
        var state = directory.resolve(data).resolve("state").resolve(uid + ".json");
        var deadline = System.nanoTime() + PATIENCE.toNanos();
        while (!read(state).contains("\"unsentNotice\":null")) {
            assertThat(System.nanoTime()).isLessThan(deadline);
            Client.pause();
        }
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    private StreamSimulator start(String data) {
        return start(data, FaultPlan.none());
    }

    private StreamSimulator start(String data, FaultPlan plan) {
        return Simulators.start(
                Simulators.settings(directory.resolve(data))
                        .withFaults(plan)
                        .withSubscription(receiver.url("/hook"), SECRET));
    }
}
