package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.simulator.fault.CallFaults;
import video.divine.media.simulator.fault.FaultPlan;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

class FaultyCallsTest {
    private static final String TICKET = "{\"maxDurationSeconds\":60}";

    @TempDir static Path directory;
    private static final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private static StreamSimulator simulator;
    private static Client client;
    private static FaultControl faults;

    @BeforeAll
    static void start() {
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withClock(() -> Instant.now().plus(ahead.get())));
        client = new Client(simulator);
        faults = new FaultControl(simulator);
    }

    @AfterEach
    void clear() {
        faults.clear();
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void putMergesGetShowsAndDeleteClears() {
        var empty = faults.get().result();
        faults.put("{\"seed\":3,\"webhook\":{\"drop\":0.5}}").result();
        var merged = faults.put("{\"webhook\":{\"early\":1}}").result();

        assertThat(merged.at("/webhook/drop").asDouble()).isEqualTo(0.5);
        assertThat(merged.at("/webhook/early").asDouble()).isEqualTo(1);
        assertThat(merged.path("seed").asInt()).isEqualTo(3);
        assertThat(faults.get().result()).isEqualTo(merged);
        assertThat(faults.clear().result()).isEqualTo(empty);
        assertThat(faults.get().result()).isEqualTo(empty);
    }

    @Test
    void whatIsUnknownIsRefused() {
        var misspelt = faults.put("{\"api\":{\"eror5xx\":1}}");
        var noJson = faults.put("error5xx=1");

        assertThat(misspelt.status()).isEqualTo(400);
        assertThat(misspelt.body().at("/errors/0/message").asString())
                .contains("api.eror5xx", "error5xx");
        assertThat(noJson.status()).isEqualTo(400);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/__faults", "/%5F_faults", "/__faults;x"})
    void noPageOfAnotherOriginMayReadThem(String path) {
        var answer =
                Client.fetch(
                        HttpRequest.newBuilder(URI.create(simulator.baseUri() + path))
                                .header("Origin", "https://app.example"));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("Access-Control-Allow-Origin")).isEmpty();
    }

    @Test
    void aServerErrorHasNoEffect() {
        var before = client.get("").result().size();
        faults.put("{\"api\":{\"error5xx\":1}}").result();

        var statuses =
                Stream.generate(() -> client.post("/direct_upload", TICKET))
                        .limit(30)
                        .peek(answer -> assertThat(answer.code()).isEqualTo(10020))
                        .map(Client.Answer::status)
                        .toList();

        assertThat(statuses).containsOnly(500, 502, 503);
        assertThat(faults.clear().status()).isEqualTo(200);
        assertThat(client.get("").result()).hasSize(before);
    }

    @Test
    void resumableUploadsAreBegunByCallsButAreNone() {
        var upload = new Tus(client).create(1, "maxDurationSeconds NjA=");
        faults.put("{\"api\":{\"error5xx\":1}}").result();

        var created =
                client.send(
                        new Tus(client)
                                .creation(1)
                                .header("Upload-Metadata", "maxDurationSeconds NjA="));

        assertThat(created.code()).isEqualTo(10020);
        assertThat(client.post("/copy", "{}").code()).isEqualTo(10020);
        assertThat(Tus.offset(upload)).isZero();
    }

    @Test
    void aSeedRepeatsWhichCallsFail() {
        faults.put("{\"seed\":11,\"api\":{\"error5xx\":0.5}}").result();
        var first = statuses(40);
        var next = statuses(40);
        faults.put("{\"seed\":11}").result();

        assertThat(statuses(40)).isEqualTo(first).isNotEqualTo(next);
        assertThat(first).contains(200, 500, 502, 503);
    }

    @Test
    void tooManyRequestsSaysWhenToTryAgain() {
        var before = client.get("").result().size();
        faults.put("{\"api\":{\"rate429\":1}}").result();

        var answer =
                Client.fetch(
                        client.authorized(client.stream("/direct_upload"))
                                .POST(BodyPublishers.ofString(TICKET)));

        assertThat(answer.statusCode()).isEqualTo(429);
        assertThat(answer.headers().firstValue("Retry-After")).hasValue("1");
        faults.clear();
        assertThat(client.get("").result()).hasSize(before);
    }

    @Test
    void aSlowAnswerComesLateAndIsRight() {
        var slow = Duration.ofMillis(300);
        faults.put("{\"api\":{\"slowMs\":" + slow.toMillis() + "}}").result();
        var start = System.nanoTime();

        var answer = client.post("/direct_upload", TICKET);

        assertThat(answer.status()).isEqualTo(200);
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(slow);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/client/%764/", "/client;x/v4/"})
    void aCallFailsHoweverItsPathIsWritten(String root) {
        faults.put("{\"api\":{\"error5xx\":1}}").result();
        var uri = client.stream("").toString().replace("/client/v4/", root);

        assertThat(client.send(client.authorized(URI.create(uri))).code()).isEqualTo(10020);
    }

    /** One with a body that is larger than any may be. */
    @Test
    void aCallThatEndsInAnErrorIsSlowOrResetLikeOthers() {
        var tooLarge = "x".repeat(1_000_000);
        assertThat(client.post("/direct_upload", tooLarge).status()).isEqualTo(413);
        var slow = Duration.ofMillis(300);
        faults.put("{\"api\":{\"slowMs\":" + slow.toMillis() + "}}").result();
        var start = System.nanoTime();

        assertThat(client.post("/direct_upload", tooLarge).status()).isEqualTo(413);

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThanOrEqualTo(slow);
        faults.clear();
        faults.put("{\"api\":{\"resetAfterEffect\":1}}").result();
        assertThatThrownBy(() -> client.post("/direct_upload", tooLarge))
                .hasCauseInstanceOf(IOException.class);
    }

    @Test
    void aCallThatIsResetHasTakenEffect() {
        var before = client.get("").result().size();
        var doomed = client.directUpload();
        faults.put("{\"api\":{\"resetAfterEffect\":1}}").result();

        assertThatThrownBy(() -> client.post("/direct_upload", TICKET))
                .hasCauseInstanceOf(IOException.class);
        assertThatThrownBy(() -> client.delete("/" + doomed.uid()))
                .hasCauseInstanceOf(IOException.class);

        faults.clear();
        assertThat(client.get("").result()).hasSize(before + 1);
        assertThat(client.get("/" + doomed.uid()).status()).isEqualTo(404);
    }

    @Test
    void uploadsPlaybackAndTheFaultsThemselvesAreSpared() {
        var ticket = client.directUpload();
        faults.put("{\"api\":{\"error5xx\":1,\"rate429\":1,\"resetAfterEffect\":1}}").result();

        assertThat(client.upload(ticket, TestVideos.text()).code()).isEqualTo(10059);
        assertThat(faults.get().status()).isEqualTo(200);
        assertThat(client.get("").status()).isGreaterThanOrEqualTo(500);
    }

    @Test
    void aMissingVideoIsThereAfterAWhile() {
        faults.put("{\"state\":{\"missingMs\":600000}}").result();
        var ticket = client.directUpload();

        var missing = client.get("/" + ticket.uid());
        assertThat(missing.status()).isEqualTo(404);
        assertThat(missing.code()).isEqualTo(10003);
        assertThat(client.get("?id=" + ticket.uid()).result()).isEmpty();
        ahead.set(Duration.ofMinutes(10));
        try {
            assertThat(client.get("/" + ticket.uid()).status()).isEqualTo(200);
            assertThat(client.get("?id=" + ticket.uid()).result()).hasSize(1);
        } finally {
            ahead.set(Duration.ZERO);
        }
    }

    @Test
    void faultsCanBeSetFromTheStart() {
        var plan = FaultPlan.none().withCalls(new CallFaults(0, 1, Duration.ZERO, 0));
        try (var failing =
                Simulators.start(
                        Simulators.settings(directory.resolve("other")).withFaults(plan))) {
            assertThat(new Client(failing).get("").status()).isEqualTo(429);
            new FaultControl(failing).clear();
            assertThat(new Client(failing).get("").status()).isEqualTo(200);
        }
    }

    private static List<Integer> statuses(int calls) {
        return Stream.generate(() -> client.get("").status()).limit(calls).toList();
    }
}
