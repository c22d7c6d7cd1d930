package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.simulator.limit.RateLimitPolicy;

import java.net.URI;
import java.net.http.HttpHeaders;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.atomic.AtomicReference;

class RateLimitedCallsTest {
    private static final Duration WINDOW = Duration.ofMinutes(5);

    @TempDir Path directory;
    private final AtomicReference<Instant> now =
            new AtomicReference<>(Instant.parse("2026-01-01T00:00:00Z"));
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() {
        simulator = Simulators.start(settings(new RateLimitPolicy(5, WINDOW)));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void everyAnswerOfTheApiTellsWhatIsLeft() {
        var listed = call("");
        now.updateAndGet(instant -> instant.plusSeconds(10));
        var unknown = call("/" + "0".repeat(32));
        var nowhere = call("/a/b/c");
        var refused =
                Client.fetch(
                        HttpRequest.newBuilder(client.stream("")).header("Authorization", "x"));

        assertThat(limit(listed)).isEqualTo("\"default\";r=4;t=300");
        assertThat(limit(unknown)).isEqualTo("\"default\";r=3;t=290");
        assertThat(limit(nowhere)).isEqualTo("\"default\";r=2;t=290");
        assertThat(limit(refused)).isEqualTo("\"default\";r=1;t=290");
        assertThat(refused.headers().firstValue("Ratelimit-Policy"))
                .hasValue("\"burst\";q=5;w=300");
        assertThat(refused.headers().firstValue("Retry-After")).isEmpty();
    }

    @Test
    void afterABreachAllCallsAreRefusedForAWindowAndHaveNoEffect() {
        for (var ticket = 0; ticket < 5; ticket++) {
            client.directUpload();
        }
        now.updateAndGet(instant -> instant.plusSeconds(200));

        var breach = create();
        assertThat(breach.statusCode()).isEqualTo(429);
        assertThat(breach.headers().firstValue("Retry-After")).hasValue("300");
        assertThat(limit(breach)).isEqualTo("\"default\";r=0;t=300");
        assertThat(new String(breach.body(), StandardCharsets.UTF_8))
                .contains("\"success\":false", "5 requests per 300 seconds");
        now.updateAndGet(instant -> instant.plusSeconds(299));
        assertThat(call("").headers().firstValue("Retry-After")).hasValue("1");
        now.updateAndGet(instant -> instant.plusSeconds(1));
        assertThat(client.get("").result()).hasSize(5);
    }

    @Test
    void onlyTheApiIsCountedAndBlocked() {
        var ticket = client.directUpload();
        var upload = new Tus(client).create(1, "maxDurationSeconds NjA=");
        for (var call = 0; call < 5; call++) {
            call("");
        }
        assertThat(call("").statusCode()).isEqualTo(429);

        assertThat(client.upload(ticket, TestVideos.text()).code()).isEqualTo(10059);
        assertThat(Tus.offset(upload)).isZero();
        assertThat(Client.fetch(new Tus(client).creation(1)).statusCode()).isEqualTo(429);
        var playback =
                Client.fetch(
                        HttpRequest.newBuilder(
                                URI.create(simulator.baseUri() + "/" + ticket.uid() + "/watch")));
        assertThat(playback.statusCode()).isEqualTo(404);
        assertThat(playback.headers().firstValue("Ratelimit")).isEmpty();
        assertThat(new FaultControl(simulator).get().status()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(strings = {"/client/%764/", "/client;x/v4/", "/%63lient/v4;a=b/"})
    void aCallCountsHoweverItsPathIsWritten(String root) {
        var uri = client.stream("").toString().replace("/client/v4/", root);

        var answer = Client.fetch(client.authorized(URI.create(uri)));

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(limit(answer)).isEqualTo("\"default\";r=4;t=300");
    }

    @Test
    void cloudflaresLimitIsTheDefault() {
        simulator.close();
        simulator =
                Simulators.start(
                        settings(SimulatorSettings.local(directory).conditions().rateLimit()));
        client = new Client(simulator);

        assertThat(limit(call(""))).isEqualTo("\"default\";r=1199;t=300");
    }

    @Test
    void itCanBeSwitchedOff() {
        simulator.close();
        simulator = Simulators.start(settings(RateLimitPolicy.off()));
        client = new Client(simulator);

        assertThat(headers().firstValue("Ratelimit")).isEmpty();
        assertThat(headers().firstValue("Ratelimit-Policy")).isEmpty();
    }

    private SimulatorSettings settings(RateLimitPolicy policy) {
        return Simulators.settings(directory).withClock(now::get).withRateLimit(policy);
    }

    private HttpHeaders headers() {
        return call("").headers();
    }

    private HttpResponse<byte[]> call(String path) {
        return Client.fetch(client.authorized(client.stream(path)));
    }

    private HttpResponse<byte[]> create() {
        return Client.fetch(
                client.authorized(client.stream("/direct_upload"))
                        .POST(BodyPublishers.ofString("{\"maxDurationSeconds\":60}")));
    }

    private static String limit(HttpResponse<byte[]> answer) {
        return answer.headers().firstValue("Ratelimit").orElse("none");
    }
}
