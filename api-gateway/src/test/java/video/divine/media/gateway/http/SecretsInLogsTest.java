package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.VIDEOS;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.UploadGranted;
import video.divine.media.gateway.FakeCommands;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.cloudflare.StreamOperation;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.video.TicketBody;

import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** Whatever happens to a request, its token, its upload link and our secrets are in no log. */
class SecretsInLogsTest {
    private static final String UPLOAD_HOST = "upload.example.test";

    final Gateway gateway = Gateway.shared();
    final Logs ours = Logs.ofTheGateway();
    final Logs springs = Logs.of("org.springframework.web");
    final String token = gateway.token(HttpMethod.POST, VIDEOS, "{}");

    @AfterEach
    void close() {
        ours.close();
        springs.close();
    }

    private void nothingIsTold() {
        var lines = new java.util.ArrayList<>(ours.everything());
        lines.addAll(springs.everything());
        assertThat(lines).isNotEmpty();
        assertThat(lines)
                .allSatisfy(
                        line ->
                                assertThat(line)
                                        .doesNotContain(
                                                token.substring("Nostr ".length()),
                                                UPLOAD_HOST,
                                                Gateway.STREAM_TOKEN,
                                                Gateway.WEBHOOK_SECRET,
                                                "a-secret-key"));
    }

    private void upload() {
        gateway.client
                .post()
                .uri(VIDEOS)
                .header(HttpHeaders.AUTHORIZATION, token)
                .header("Idempotency-Key", "a-secret-key")
                .bodyValue("{}")
                .exchange()
                .expectBody()
                .returnResult();
    }

    @Test
    void ofAnUpload() {
        upload();

        assertThat(ours.everything()).anySatisfy(line -> assertThat(line).contains("upload uid="));
        nothingIsTold();
    }

    @Test
    void ofAnUploadThatStreamRefused() {
        gateway.stream.fail(
                new StreamFailure.CallerFault(StreamOperation.DIRECT_UPLOAD, "HTTP 400"));
        upload();

        nothingIsTold();
    }

    @Test
    void ofAnUploadThatSomebodyTookOver() {
        gateway.commands.answer(
                new UploadGranted(1, FakeCommands.RESET_AT, FakeCommands.QUOTA),
                FakeCommands.refusal(RefusalReason.RESERVATION_GONE));
        gateway.stream.fail(new StreamFailure.CallerFault(StreamOperation.DELETE, "HTTP 400"));
        upload();

        nothingIsTold();
    }

    @Test
    void ofAnUploadWithoutAnAnswer() {
        gateway.commands.answer(new UploadGranted(1, FakeCommands.RESET_AT, FakeCommands.QUOTA));
        gateway.commands.fail(
                new UnavailableException("no outcome", "outcome_unknown", Duration.ofSeconds(1)));
        upload();

        nothingIsTold();
    }

    @Test
    void ofABug() {
        gateway.commands.answer(new UploadGranted(1, FakeCommands.RESET_AT, FakeCommands.QUOTA));
        gateway.commands.fail(new IllegalStateException("a bug"));
        upload();

        assertThat(ours.everything()).anySatisfy(line -> assertThat(line).contains("a bug"));
        nothingIsTold();
    }

    @Test
    void ofARefusedToken() {
        gateway.clock.advance(Duration.ofMinutes(2));
        upload();

        nothingIsTold();
    }

    @Test
    void ofARefusedWebhook() {
        for (var header : List.of("Webhook-Signature", "x-webhook-secret")) {
            gateway.client
                    .post()
                    .uri("/v1/stream/webhook")
                    .header(header, "time=1,sig1=" + Gateway.WEBHOOK_SECRET)
                    .bodyValue("{}")
                    .exchange()
                    .expectStatus()
                    .is4xxClientError();
        }

        nothingIsTold();
    }

    @Test
    void ofATicketAsText() {
        assertThat(
                        new TicketBody(
                                        "abc",
                                        "basic",
                                        "https://" + UPLOAD_HOST,
                                        Instant.EPOCH,
                                        "owner")
                                .toString())
                .contains("abc")
                .doesNotContain(UPLOAD_HOST);
    }
}
