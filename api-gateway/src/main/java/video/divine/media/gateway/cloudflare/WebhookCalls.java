package video.divine.media.gateway.cloudflare;

import org.springframework.http.MediaType;

import reactor.core.publisher.Mono;

import java.net.URI;
import java.util.Map;
import java.util.Optional;

/** {@code /stream/webhook}, one try each: whoever asks asks again soon. */
record WebhookCalls(StreamCalls calls) {
    private static final String PATH = "/webhook";

    Mono<Optional<WebhookSubscription>> current(Deadline deadline) {
        return calls.once(
                StreamOperation.GET_WEBHOOK,
                deadline,
                web -> web.get().uri(PATH),
                reply -> reply.absent() ? Optional.empty() : subscription(reply));
    }

    Mono<WebhookSubscription> subscribe(URI url, Deadline deadline) {
        return calls.once(
                StreamOperation.PUT_WEBHOOK,
                deadline,
                web ->
                        web.put()
                                .uri(PATH)
                                .contentType(MediaType.APPLICATION_JSON)
                                .bodyValue(
                                        StreamJson.MAPPER.writeValueAsBytes(
                                                Map.of("notificationUrl", url.toString()))),
                reply -> subscription(reply).orElseThrow(() -> reply.garbled("no subscription")));
    }

    /** The live API has said {@code notification_url} as well (docs issue 4837). */
    private static Optional<WebhookSubscription> subscription(StreamReply reply) {
        var result = new Members(reply.result());
        return result.text("notificationUrl")
                .or(() -> result.text("notification_url"))
                .map(url -> new WebhookSubscription(url, result.text("secret")));
    }
}
