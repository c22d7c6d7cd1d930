package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.video.Timestamps;
import video.divine.media.simulator.webhook.Subscription;
import video.divine.media.simulator.webhook.Subscriptions;

import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** {@code /stream/webhook}: the account's one subscription. */
public final class WebhookHandler {
    private static final String PATH = StreamApi.STREAM + "/webhook";
    private static final Set<String> SCHEMES = Set.of("http", "https");
    private static final int LONGEST_URL = 2048;
    private static final int HIGHEST_PORT = 65_535;

    private final Subscriptions subscriptions;
    private final Scheduler files;

    public WebhookHandler(Subscriptions subscriptions, Scheduler files) {
        this.subscriptions = subscriptions;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .PUT(PATH, this::put)
                .GET(PATH, this::get)
                .DELETE(PATH, this::delete)
                .build();
    }

    /** Unlike Cloudflare, which refuses them, loopback targets are what this one is for. */
    private Mono<ServerResponse> put(ServerRequest request) {
        return JsonBody.read(
                request, body -> target(body).fold(this::subscribe, Envelope::refused));
    }

    private Mono<ServerResponse> get(ServerRequest request) {
        return subscriptions
                .current()
                .map(subscription -> Envelope.success(render(subscription)))
                .orElseGet(() -> Envelope.refused(Refusal.notFound()));
    }

    private Mono<ServerResponse> delete(ServerRequest request) {
        return Uninterrupted.call(files, subscriptions::unsubscribe)
                .flatMap(
                        removed ->
                                removed
                                        ? Envelope.success(JsonNodeFactory.instance.stringNode(""))
                                        : Envelope.refused(Refusal.notFound()));
    }

    private Mono<ServerResponse> subscribe(URI target) {
        return Uninterrupted.call(files, () -> subscriptions.subscribe(target))
                .flatMap(subscription -> Envelope.success(render(subscription)));
    }

    private static Decoded<URI> target(ObjectNode body) {
        var fields = new Fields(body);
        // The SDK writes the one, the documentation the other.
        var text =
                fields.text("notificationUrl", LONGEST_URL)
                        .or(() -> fields.text("notification_url", LONGEST_URL));
        var target = text.flatMap(WebhookHandler::url);
        if (target.isEmpty()) {
            fields.refuse("notificationUrl must be an http or https URL");
        }
        return fields.decoded(target::orElseThrow);
    }

    private static Optional<URI> url(String text) {
        try {
            var uri = URI.create(text);
            return uri.getScheme() != null
                            && SCHEMES.contains(uri.getScheme().toLowerCase(Locale.ROOT))
                            && uri.getHost() != null
                            && uri.getPort() != 0
                            && uri.getPort() <= HIGHEST_PORT
                    ? Optional.of(uri)
                    : Optional.empty();
        } catch (IllegalArgumentException notAUri) {
            return Optional.empty();
        }
    }

    private static JsonNode render(Subscription subscription) {
        var url = subscription.notificationUrl().toString();
        return JsonNodeFactory.instance
                .objectNode()
                .put("notificationUrl", url)
                .put("notification_url", url)
                .put("modified", Timestamps.format(subscription.modified()))
                .put("secret", subscription.secret());
    }
}
