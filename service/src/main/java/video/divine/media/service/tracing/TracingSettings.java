package video.divine.media.service.tracing;

import java.net.URI;
import java.util.Optional;

/**
 * What is recorded of traces, and where it goes.
 *
 * @param sampling the share of requests that are recorded, 0 to 1
 * @param collector where spans go by OTLP over HTTP; nothing is recorded without
 * @param authorization the value of that header, where the collector wants one
 * @param trustCallers whether a caller decides that its request is recorded; else chance does
 * @param tellStream whether calls to Stream bear the trace
 */
public record TracingSettings(
        double sampling,
        Optional<URI> collector,
        Optional<String> authorization,
        boolean trustCallers,
        boolean tellStream) {
    public TracingSettings {
        if (!(sampling >= 0 && sampling <= 1)) {
            throw new IllegalArgumentException(
                    "Expected media.tracing.sampling (MEDIA_TRACING_SAMPLING) from 0 to 1, but it"
                            + " is "
                            + sampling);
        }
    }

    /** The share of what is recorded: without a place to send it to, nothing. */
    double share() {
        return collector.isPresent() ? sampling : 0;
    }

    /** Without the authorization. */
    @Override
    public String toString() {
        return "TracingSettings[sampling="
                + sampling
                + ", collector="
                + collector.isPresent()
                + ", trustCallers="
                + trustCallers
                + ", tellStream="
                + tellStream
                + "]";
    }
}
