package video.divine.media.gateway.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.test.web.reactive.server.WebTestClient;

import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.WebhookSettings;
import video.divine.media.gateway.cloudflare.WebhookSignature;

import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/** Who hears of a signature that does not fit. */
class RefusedWebhookTest {
    final AtomicInteger refused = new AtomicInteger();
    final FakeClock clock = new FakeClock();
    final WebhookSettings settings = WebhookSettings.of(List.of("secret"));
    final WebTestClient client =
            WebTestClient.bindToRouterFunction(
                            WebhookRoutes.of(
                                    new WebhookHandler(
                                            new WebhookSignature(
                                                    settings, settings::secrets, clock),
                                            new Notices(
                                                    DeliveryUrls.of(
                                                            StreamSettings.of(
                                                                    StreamSettings.CLOUDFLARE,
                                                                    "account",
                                                                    "token"))),
                                            new FakeCommands(),
                                            new SimpleMeterRegistry(),
                                            refused::incrementAndGet)))
                    .build();

    private int status(String signature) {
        return client.post()
                .uri("/v1/stream/webhook")
                .header("Webhook-Signature", signature)
                .bodyValue("{}")
                .exchange()
                .expectBody()
                .returnResult()
                .getStatus()
                .value();
    }

    @Test
    void aSignatureThatDoesNotFitIsTold() {
        var now = clock.instant().getEpochSecond();

        assertThat(status("time=" + now + ",sig1=" + "0".repeat(64))).isEqualTo(403);
        assertThat(refused).hasValue(1);
    }

    @ParameterizedTest
    @CsvSource({"'time=1;sig1=2'", "''", "'sig1=00'"})
    void aHeaderThatIsNoneIsNot(String signature) {
        assertThat(status(signature)).isEqualTo(400);
        assertThat(refused).hasValue(0);
    }
}
