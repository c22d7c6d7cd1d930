package video.divine.media.gateway.service;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;

import video.divine.media.gateway.operator.InternalServer;
import video.divine.media.service.start.ServiceApplication;
import video.divine.media.service.start.StartUp;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;

/** A gateway whose Kafka, registry, processors and Stream are not there. */
@ExtendWith(OutputCaptureExtension.class)
class GatewayServiceTest {
    private static final String TOKEN = "a-token-of-the-inside";
    private static final String NOBODY = "http://127.0.0.1:1";
    private static final String REFUSES = "divine-media does not start: ";

    final HttpClient http = HttpClient.newHttpClient();
    final List<ReactiveWebServerApplicationContext> started = new ArrayList<>();

    private ReactiveWebServerApplicationContext start(Map<String, Object> changed) {
        var settings =
                new HashMap<String, Object>(
                        Map.of(
                                "media.port", "0",
                                "media.public-base-url", "http://127.0.0.1:8080",
                                "media.kafka.bootstrap-servers", "127.0.0.1:1",
                                "media.registry.url", NOBODY,
                                "media.processors", NOBODY,
                                "media.internal.port", "0",
                                "media.internal.token", TOKEN,
                                "media.stream.base-url", NOBODY,
                                "media.webhook.secret", "a secret of the tests"));
        settings.put("media.stream.account", "account");
        settings.put("media.stream.token", "token");
        settings.putAll(changed);
        var context =
                (ReactiveWebServerApplicationContext)
                        ServiceApplication.of(GatewayService.class, "api-gateway", settings).run();
        started.add(context);
        return context;
    }

    private URI api(Map<String, Object> changed) {
        var server = Objects.requireNonNull(start(changed).getWebServer());
        return URI.create("http://127.0.0.1:" + server.getPort());
    }

    @AfterEach
    void stop() {
        started.forEach(ReactiveWebServerApplicationContext::close);
        http.close();
    }

    private HttpResponse<String> get(URI uri, String... headers)
            throws IOException, InterruptedException {
        var request = HttpRequest.newBuilder(uri);
        if (headers.length > 0) {
            request.headers(headers);
        }
        return http.send(request.build(), HttpResponse.BodyHandlers.ofString());
    }

    @Test
    void itLivesAndWaitsAndSaysSoOnce(CapturedOutput output)
            throws IOException, InterruptedException {
        var gateway =
                api(
                        Map.of(
                                "media.kafka.client.default.api.timeout.ms",
                                "300",
                                "media.kafka.client.request.timeout.ms",
                                "300",
                                "logging.level." + StartUp.class.getName(),
                                "DEBUG"));

        assertThat(get(gateway.resolve("/livez")).statusCode()).isEqualTo(200);
        assertThat(get(gateway.resolve("/readyz")).statusCode()).isEqualTo(503);

        // Once more in vain, and nothing new to say.
        await().until(() -> output.getAll().contains("still waiting for Kafka and its topics"));
        assertThat(lines(output, " waiting for Kafka and its topics:")).hasSize(1);
        assertThat(lines(output, "processor " + NOBODY + " does not answer")).hasSize(1);
        assertThat(lines(output, "WARN")).hasSize(1);
        assertThat(lines(output, "ERROR")).isEmpty();
        assertThat(get(gateway.resolve("/livez")).statusCode()).isEqualTo(200);
        assertThat(get(gateway.resolve("/readyz")).statusCode()).isEqualTo(503);
    }

    @Test
    void whoeverReadsMeanwhileIsToldToComeBack() throws IOException, InterruptedException {
        var gateway = api(Map.of());

        var answer = get(gateway.resolve("/v1/lookup?vineId=loop"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(answer.body()).contains("\"reason\":\"starting\"");
        assertThat(answer.headers().firstValue("Retry-After")).isPresent();
    }

    @Test
    void internalCallsAreOnAPortOfTheirOwnAndNeedTheToken()
            throws IOException, InterruptedException {
        var gateway = start(Map.of());
        var internal = governor(gateway.getBean(InternalServer.class).port());

        var without = get(internal);
        assertThat(without.statusCode()).isEqualTo(401);
        assertThat(without.headers().firstValue("WWW-Authenticate")).contains("Bearer");
        assertThat(get(internal, "Authorization", "Bearer wrong-" + TOKEN).statusCode())
                .isEqualTo(401);
        // Whoever has it hears that no processor answers.
        assertThat(get(internal, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(503);
        var inPublic = governor(Objects.requireNonNull(gateway.getWebServer()).getPort());
        assertThat(get(inPublic, "Authorization", "Bearer " + TOKEN).statusCode()).isEqualTo(404);
    }

    private static URI governor(int port) {
        return URI.create("http://127.0.0.1:" + port + "/internal/governor");
    }

    @Test
    void itListensOnLoopbackUnlessItIsTold() {
        assertThat(start(Map.of()).getEnvironment().getProperty("server.address"))
                .isEqualTo("127.0.0.1");
        assertThat(
                        start(Map.of("media.host", "0.0.0.0"))
                                .getEnvironment()
                                .getProperty("server.address"))
                .isEqualTo("0.0.0.0");
    }

    @ParameterizedTest
    @CsvSource({
        "media.public-base-url, '', MEDIA_PUBLIC_BASE_URL",
        "media.kafka.bootstrap-servers, '', MEDIA_KAFKA_BOOTSTRAP_SERVERS",
        "media.registry.url, '', MEDIA_REGISTRY_URL",
        "media.processors, '', MEDIA_PROCESSORS",
        "media.internal.token, short, MEDIA_INTERNAL_TOKEN",
        "media.stream.account, '', MEDIA_STREAM_ACCOUNT",
        "media.stream.token, '', MEDIA_STREAM_TOKEN",
        "media.stream.base-url, no url, MEDIA_STREAM_BASE_URL",
        "media.webhook.secret, '', MEDIA_WEBHOOK_SECRET"
    })
    void aBadSettingIsOneSentenceThatNamesItsVariable(
            String name, String value, String variable, CapturedOutput output) {
        assertThatThrownBy(() -> start(Map.of(name, value)));

        assertThat(lines(output, REFUSES)).singleElement().asString().contains(variable);
        assertThat(output).doesNotContain("\tat ").doesNotContain("Exception");
    }

    private static Stream<String> lines(CapturedOutput output, String words) {
        return output.getAll().lines().filter(line -> line.contains(words));
    }
}
