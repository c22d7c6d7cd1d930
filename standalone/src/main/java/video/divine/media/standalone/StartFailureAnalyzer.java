package video.divine.media.standalone;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalyzer;

import video.divine.media.processor.runtime.TopicMismatchException;
import video.divine.media.standalone.kafka.KafkaStartException;
import video.divine.media.standalone.registry.RegistryStartException;

/**
 * Says in one sentence why a part did not start; Boot would print the beans around it and a stack
 * trace.
 */
final class StartFailureAnalyzer implements FailureAnalyzer {
    private static final String OTHER_PLACES =
            "Ports are set by MEDIA_PORT, MEDIA_SIMULATOR_PORT, MEDIA_KAFKA_PORT and"
                    + " MEDIA_REGISTRY_PORT, the data directory by MEDIA_DATA_DIR.";

    @Override
    public @Nullable FailureAnalysis analyze(Throwable failure) {
        for (Throwable cause = failure; cause != null; cause = cause.getCause()) {
            switch (cause) {
                case KafkaStartException _,
                        RegistryStartException _,
                        StreamStartException _,
                        DataDirectoryException _ -> {
                    return new FailureAnalysis(cause.getMessage(), OTHER_PLACES, cause);
                }
                case TopicMismatchException _ -> {
                    return new FailureAnalysis(
                            cause.getMessage(),
                            "Start with the settings that the data was written with; nothing was"
                                    + " changed.",
                            cause);
                }
                default -> {}
            }
        }
        return null;
    }
}
