package video.divine.media.service.log;

import java.util.Map;

/** How every service logs, unless its operator wants it otherwise. */
public final class LogDefaults {
    /**
     * One line an event, with the trace that it belongs to if it does, also where a message or a
     * stack trace has more: nobody can forge an event with a line feed, and {@code grep} finds the
     * whole of one. Then what is left of the line feed behind a message without a stack trace, and
     * other control characters.
     */
    private static final String PATTERN =
            "%d{yyyy-MM-dd'T'HH:mm:ss.SSSXXX} %-5level %logger{0}"
                    + "%replace( trace=%X{traceId}){' trace=$', ''}"
                    + " %replace(%replace(%replace(%msg%n%wEx)"
                    + "{'\\s*[\\r\\n]+\\s*', ' | '}){'( [|] )+$', ''})"
                    + "{'[\\p{Cntrl}\\u2028\\u2029]', '?'}%nopex%n";

    private LogDefaults() {}

    /** Default properties of Spring Boot. */
    public static Map<String, Object> properties() {
        return Map.ofEntries(
                Map.entry("logging.pattern.console", PATTERN),
                // Clients only speak up when something is wrong.
                Map.entry("logging.level.root", "WARN"),
                Map.entry("logging.level.video.divine.media", "INFO"),
                // A line a second for each broker that is away or takes no password of ours;
                // whoever
                // needs it says so once.
                Map.entry("logging.level.org.apache.kafka.clients.NetworkClient", "OFF"),
                Map.entry(
                        "logging.level.org.apache.kafka.clients.admin.internals.AdminMetadataManager",
                        "ERROR"),
                // It warns three times of a deprecated default for global stores; there are none.
                Map.entry("logging.level.org.apache.kafka.streams.StreamsConfig", "ERROR"),
                // For one rebalance of the first start, Streams lacks a topic that it is about to
                // make.
                Map.entry(
                        "logging.level.org.apache.kafka.clients.consumer.internals.ConsumerCoordinator",
                        "ERROR"),
                // A line for each task, at each rebalance, while there is one processor only.
                Map.entry(
                        "logging.level.org.apache.kafka.streams.processor.internals.assignment",
                        "ERROR"),
                // StartFailureReporter says it in one line.
                Map.entry(
                        "logging.level.org.springframework.boot.diagnostics.LoggingFailureAnalysisReporter",
                        "OFF"),
                // It repeats, nested bean by bean, what a failure analyzer says in a sentence.
                Map.entry(
                        "logging.level.org.springframework.boot.web.server.reactive.context.AnnotationConfigReactiveWebServerApplicationContext",
                        "ERROR"),
                // A failed call to Stream has a line of its own already.
                Map.entry("logging.level.reactor.netty.http.client.HttpClientConnect", "ERROR"));
    }
}
