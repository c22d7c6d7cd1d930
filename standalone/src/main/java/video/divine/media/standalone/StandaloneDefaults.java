package video.divine.media.standalone;

import java.util.HashMap;
import java.util.Map;

/** What the embedded default sets. Every setting that a user makes stands above it. */
final class StandaloneDefaults {
    /**
     * One line an event, also where a message or a stack trace has more: nobody can forge an event
     * with a line feed, and {@code grep} finds the whole of one. Then what is left of the line feed
     * behind a message without a stack trace, and other control characters.
     */
    private static final String LOG_PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}"
                    + " %replace(%replace(%replace(%msg%n%wEx)"
                    + "{'\\s*[\\r\\n]+\\s*', ' | '}){'( [|] )+$', ''})"
                    + "{'[\\p{Cntrl}\\u2028\\u2029]', '?'}%nopex%n";

    private StandaloneDefaults() {}

    static Map<String, Object> properties() {
        var defaults = new HashMap<String, Object>();
        defaults.put("spring.application.name", "divine-media");
        defaults.put("spring.main.log-startup-info", "false");
        defaults.put("media.host", "127.0.0.1");
        defaults.put("media.port", "8080");
        defaults.put("media.data-dir", "./data");
        defaults.put("media.kafka.port", "9092");
        defaults.put("media.registry.port", "8085");
        defaults.put("media.simulator.port", "8090");
        defaults.put("media.simulator.enabled", "true");
        defaults.put(
                "media.public-base-url",
                "http://127.0.0.1:${media.port},http://localhost:${media.port}");
        defaults.put("logging.pattern.console", LOG_PATTERN);
        // The broker and the clients only speak up when something is wrong.
        defaults.put("logging.level.root", "WARN");
        defaults.put("logging.level.video.divine.media", "INFO");
        // It logs at ERROR what its clients are told anyway.
        defaults.put("logging.level.kafka.server.ControllerApis", "OFF");
        defaults.put("logging.level.org.apache.kafka.controller.QuorumController", "ERROR");
        // Its metadata trails for a moment while the first topics are made.
        defaults.put("logging.level.org.apache.kafka.clients.NetworkClient", "ERROR");
        // Two requests of the first start may both want an internal topic made; one of them is
        // late.
        defaults.put("logging.level.kafka.server.DefaultAutoTopicCreationManager", "ERROR");
        // It warns three times of a deprecated default for global stores; there are none.
        defaults.put("logging.level.org.apache.kafka.streams.StreamsConfig", "ERROR");
        // For one rebalance of the first start, Streams lacks a topic that it is about to make.
        defaults.put(
                "logging.level.org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
                "ERROR");
        // StartFailureReporter says it in one line.
        defaults.put(
                "logging.level.org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter",
                "OFF");
        // It repeats, nested bean by bean, what a failure analyzer says in a sentence.
        defaults.put(
                "logging.level.org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext",
                "ERROR");
        // A failed call to Stream has a line of its own already.
        defaults.put("logging.level.reactor.netty.http.client.HttpClientConnect", "ERROR");
        return defaults;
    }
}
