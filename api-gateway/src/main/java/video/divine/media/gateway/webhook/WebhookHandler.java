package video.divine.media.gateway.webhook;

import io.micrometer.core.instrument.Counter;
import io.micrometer.core.instrument.MeterRegistry;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.cloudflare.WebhookSignature;
import video.divine.media.gateway.cloudflare.WebhookSignature.Dialect;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.http.Answers;
import video.divine.media.gateway.http.RawBody;
import video.divine.media.service.problem.Problem;

import java.util.List;
import java.util.Locale;
import java.util.Map;

/**
 * {@code POST /v1/stream/webhook}. Answered 200 once the notice is durable: Cloudflare promises no
 * second delivery. A repeat is durable twice and applied once.
 */
public final class WebhookHandler {
    private static final Logger LOG = LoggerFactory.getLogger(WebhookHandler.class);
    private static final String SIGNATURE = "Webhook-Signature";
    private static final String SHARED_SECRET = "x-webhook-secret";
    private static final String METRIC = "media.webhooks";
    private static final String NO_HEADER = "no_header";
    private static final String GARBLED = "garbled";
    private static final String REFUSED = "refused";
    private static final String BAD_JSON = "bad_json";
    private static final List<String> RESULTS =
            List.of(word(Dialect.CLOUDFLARE), NO_HEADER, GARBLED, REFUSED, BAD_JSON);

    private final WebhookSignature signature;
    private final Notices notices;
    private final Commands commands;
    private final MeterRegistry meters;
    private final Runnable whenRefused;

    /**
     * A receiver of notices.
     *
     * @param whenRefused told of each signature that does not fit; may not block
     */
    public WebhookHandler(
            WebhookSignature signature,
            Notices notices,
            Commands commands,
            MeterRegistry meters,
            Runnable whenRefused) {
        this.signature = signature;
        this.notices = notices;
        this.commands = commands;
        this.meters = meters;
        this.whenRefused = whenRefused;
        // All from the start, as a rate needs a zero; the shared secret is rarely switched on.
        for (var result : RESULTS) {
            var _ = webhooks(result);
        }
    }

    Mono<ServerResponse> receive(ServerRequest request) {
        // Not the API's limit: an upload whose meta just fits it comes back with more around it,
        // and a notice that is refused is lost.
        return RawBody.of(request, StreamVideo.LARGEST).flatMap(body -> receive(request, body));
    }

    private Mono<ServerResponse> receive(ServerRequest request, byte[] body) {
        return switch (signature.verify(
                request.headers().header(SIGNATURE),
                request.headers().header(SHARED_SECRET),
                body)) {
            case WebhookSignature.Result.Valid(var dialect) -> accepted(body, word(dialect));
            case WebhookSignature.Result.NoHeader _ ->
                    refused(NO_HEADER, Problem.badRequest("missing_webhook_signature"));
            case WebhookSignature.Result.Garbled(var reason) -> {
                LOG.warn("webhook refused: {}", reason);
                yield refused(GARBLED, Problem.badRequest("malformed_webhook_signature"));
            }
            case WebhookSignature.Result.Refused(var reason) -> {
                LOG.warn("webhook refused: {}", reason);
                whenRefused.run();
                yield refused(REFUSED, Problem.forbidden("invalid_webhook_signature"));
            }
        };
    }

    private Mono<ServerResponse> accepted(byte[] body, String dialect) {
        return switch (StreamVideo.parse(body)) {
            case StreamVideo.BadJson(var reason) -> {
                LOG.warn("webhook with a good signature is no video object: {}", reason);
                yield refused(BAD_JSON, Problem.badRequest("invalid_json"));
            }
            case StreamVideo.Parsed(var video) ->
                    commands.tell(notices.command(video))
                            .then(
                                    Mono.defer(
                                            () -> {
                                                count(dialect);
                                                LOG.info(
                                                        "webhook uid={} state={} readyToStream={}",
                                                        video.uid(),
                                                        video.status().state().orElse("-"),
                                                        video.readyToStream());
                                                return ServerResponse.ok()
                                                        .bodyValue(Map.of("ok", true));
                                            }));
        };
    }

    private Mono<ServerResponse> refused(String result, Problem problem) {
        count(result);
        return Answers.problem(problem);
    }

    private static String word(Dialect dialect) {
        return dialect.name().toLowerCase(Locale.ROOT);
    }

    private void count(String result) {
        webhooks(result).increment();
    }

    private Counter webhooks(String result) {
        return Counter.builder(METRIC)
                .description("Webhooks by dialect, or by why they were refused")
                .tag("result", result)
                .register(meters);
    }
}
