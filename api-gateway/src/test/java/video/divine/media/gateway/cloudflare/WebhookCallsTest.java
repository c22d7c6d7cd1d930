package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.failure;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;
import static video.divine.media.gateway.cloudflare.StreamOperation.GET_WEBHOOK;
import static video.divine.media.gateway.cloudflare.StreamOperation.PUT_WEBHOOK;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.error;
import static video.divine.media.gateway.cloudflare.TinyStream.raw;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.StreamFailure.Misconfigured;
import video.divine.media.gateway.cloudflare.StreamFailure.Reason;

import java.net.URI;
import java.util.Optional;

/** The account's subscription, over a real connection. */
class WebhookCallsTest {
    private static final URI URL = URI.create("https://media.example/v1/stream/webhook");
    private static final String SECRET = TinyStream.WEBHOOK_SECRET + URL;

    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final Logs logs = Logs.ofTheGateway();
    final StreamClient client =
            StreamClient.connect(
                    StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                            .withCalls(StreamClientTest.BRISK),
                    new FixedBudget(1_100),
                    new SimpleMeterRegistry());

    @AfterEach
    void close() {
        client.close();
        server.close();
        logs.close();
    }

    @Test
    void aSubscriptionIsMadeAndReadWithItsSecret() {
        assertThat(value(client.webhook(SAGA))).isEmpty();

        var made = value(client.subscribe(URL, SAGA));

        assertThat(made).isEqualTo(new WebhookSubscription(URL.toString(), Optional.of(SECRET)));
        assertThat(value(client.webhook(SAGA))).contains(made);
        assertThat(stream.calls().getLast().target())
                .isEqualTo("/client/v4/accounts/" + TinyStream.ACCOUNT + "/stream/webhook");
        assertThat(made.toString()).doesNotContain(SECRET, "media.example");
        assertThat(logs.everything())
                .allSatisfy(line -> assertThat(line).doesNotContain(TinyStream.WEBHOOK_SECRET));
    }

    @Test
    void itIsReadInBothSpellingsAndWithoutASecret() {
        stream.script(
                GET_WEBHOOK,
                before(raw(200, "{\"success\":true,\"result\":{\"notification_url\":\"x\"}}")),
                before(raw(200, "{\"success\":true,\"result\":null}")),
                before(raw(200, "{\"success\":true,\"result\":{}}")));

        assertThat(value(client.webhook(SAGA)))
                .contains(new WebhookSubscription("x", Optional.empty()));
        assertThat(value(client.webhook(SAGA))).isEmpty();
        assertThat(value(client.webhook(SAGA))).isEmpty();
    }

    @Test
    void oneTryIsMade() {
        stream.always(GET_WEBHOOK, before(error(500, 0, "oops")));

        assertThat(fault(client.webhook(SAGA)).reason()).isEqualTo(Reason.SERVER_ERROR);
        assertThat(stream.count(GET_WEBHOOK)).isEqualTo(1);
    }

    @Test
    void whatStreamRefusesIsAFailure() {
        stream.script(GET_WEBHOOK, before(error(404, 7003, "Could not route")));
        stream.script(
                PUT_WEBHOOK,
                before(error(400, 10005, "private address")),
                before(raw(200, "{\"success\":true,\"result\":{}}")));

        assertThat(failure(client.webhook(SAGA))).isInstanceOf(Misconfigured.class);
        assertThat(fault(client.subscribe(URL, SAGA)).reason()).isEqualTo(Reason.REFUSED);
        assertThat(fault(client.subscribe(URL, SAGA)).reason()).isEqualTo(Reason.GARBLED);
    }
}
