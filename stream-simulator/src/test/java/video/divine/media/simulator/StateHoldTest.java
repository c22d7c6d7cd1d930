package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import video.divine.media.simulator.transcode.StateTimes;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** Videos stay in a state: stuck, or for as long as the settings say. */
class StateHoldTest {
    private static final Duration QUIET = Duration.ofMillis(400);

    @TempDir Path directory;

    @ParameterizedTest
    @ValueSource(strings = {"queued", "inprogress"})
    void aStuckVideoGoesOnWhenThatIsCleared(String state) throws Exception {
        try (var receiver = new WebhookReceiver();
                var simulator =
                        Simulators.start(settings().withSubscription(receiver.url("/hook"), "s"))) {
            var client = new Client(simulator);
            var faults = new FaultControl(simulator);
            faults.put("{\"state\":{\"stuck\":\"" + state + "\"}}").result();
            var ticket = client.directUpload();
            client.upload(ticket, TestVideos.square(2)).result();

            client.await(ticket.uid(), video -> Client.state(video).equals(state));
            assertThat(receiver.isQuietFor(QUIET)).isTrue();
            assertThat(Client.state(client.video(ticket.uid()))).isEqualTo(state);

            faults.put("{\"state\":{\"stuck\":null}}").result();
            var ready = client.awaitEnd(ticket.uid());
            assertThat(Client.state(ready)).isEqualTo("ready");
            assertThat(receiver.next().video()).isEqualTo(ready);
        }
    }

    @Test
    void aVideoThatFailsIsStuckToo() {
        try (var simulator = Simulators.start(settings())) {
            var client = new Client(simulator);
            var faults = new FaultControl(simulator);
            faults.put("{\"state\":{\"stuck\":\"inprogress\"}}").result();
            var ticket = client.directUpload();
            client.upload(ticket, TestVideos.withoutIndex()).result();
            client.await(ticket.uid(), video -> Client.state(video).equals("inprogress"));
            faults.clear();

            assertThat(Client.state(client.awaitEnd(ticket.uid()))).isEqualTo("error");
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"queued", "inprogress"})
    void aStuckVideoCanBeDeletedAndHoldsUpNoStop(String state) throws IOException {
        var settings = settings();
        String kept;
        try (var simulator = Simulators.start(settings)) {
            var client = new Client(simulator);
            new FaultControl(simulator).put("{\"state\":{\"stuck\":\"" + state + "\"}}").result();
            var tickets = Stream.generate(client::directUpload).limit(2).toList();
            for (var ticket : tickets) {
                client.upload(ticket, TestVideos.square(2)).result();
                client.await(ticket.uid(), video -> Client.state(video).equals(state));
            }
            kept = tickets.getFirst().uid();
            var deleted = tickets.getLast().uid();

            assertThat(client.delete("/" + deleted).statusCode()).isEqualTo(200);
            assertThat(client.get("/" + deleted).status()).isEqualTo(404);
        }
        try (var next = Simulators.start(settings)) {
            assertThat(Client.state(new Client(next).awaitEnd(kept))).isEqualTo("ready");
        }
        assertThat(directory.resolve("media"))
                .isDirectoryContaining("glob:**/" + kept)
                .satisfies(media -> assertThat(media.toFile().list()).hasSize(1));
    }

    @Test
    void eachStateLastsAtLeastAsLongAsTheSettingsSay() {
        var least = Duration.ofMillis(800);
        try (var simulator =
                Simulators.start(settings().withStateTimes(new StateTimes(least, least)))) {
            var client = new Client(simulator);
            var ticket = client.directUpload();
            var before = System.nanoTime();
            client.upload(ticket, TestVideos.square(2)).result();

            assertThat(Client.state(client.video(ticket.uid()))).isIn("queued", "inprogress");
            var seen = new LinkedHashSet<String>();
            client.await(ticket.uid(), video -> ends(video, seen));
            assertThat(seen).containsExactly("queued", "inprogress", "ready");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isGreaterThanOrEqualTo(least.multipliedBy(2));
        }
    }

    /** Forty seconds, if they waited one after the other. */
    @Test
    void videosThatWaitForTheirTimeTakeNoWorker() {
        var least = Duration.ofSeconds(2);
        try (var simulator =
                Simulators.start(settings().withStateTimes(new StateTimes(Duration.ZERO, least)))) {
            var client = new Client(simulator);
            var before = System.nanoTime();
            var tickets = Stream.generate(client::directUpload).limit(20).toList();
            for (var ticket : tickets) {
                client.upload(ticket, TestVideos.withoutIndex()).result();
            }
            var ends = tickets.stream().map(ticket -> client.awaitEnd(ticket.uid())).toList();

            assertThat(ends).extracting(Client::state).containsOnly("error");
            assertThat(Duration.ofNanos(System.nanoTime() - before))
                    .isLessThan(least.multipliedBy(tickets.size()));
        }
    }

    private static boolean ends(JsonNode video, Set<String> seen) {
        seen.add(Client.state(video));
        return List.of("ready", "error").contains(Client.state(video));
    }

    private SimulatorSettings settings() {
        return Simulators.settings(directory);
    }
}
