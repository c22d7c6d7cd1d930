package video.divine.media.service.tracing;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import java.net.URI;
import java.net.URISyntaxException;
import java.util.Optional;

/**
 * The settings of traces, under {@code media.tracing}.
 *
 * @param otlpUrl where spans go, such as {@code http://collector:4318/v1/traces}
 * @param otlpAuthorization the {@code Authorization} of those requests
 * @param sampling the share of requests that are recorded
 * @param trustCallers a caller's {@code traceparent} says whether its request is recorded
 * @param tellStream calls to Stream bear the trace
 */
@ConfigurationProperties("media.tracing")
public record TracingProperties(
        @Nullable String otlpUrl,
        @Nullable String otlpAuthorization,
        @DefaultValue("0.1") double sampling,
        @DefaultValue("false") boolean trustCallers,
        @DefaultValue("false") boolean tellStream) {
    TracingSettings settings() {
        return new TracingSettings(
                sampling, collector(), set(otlpAuthorization), trustCallers, tellStream);
    }

    private Optional<URI> collector() {
        return set(otlpUrl).map(TracingProperties::url);
    }

    private static Optional<String> set(@Nullable String value) {
        return Optional.ofNullable(value).map(String::strip).filter(it -> !it.isEmpty());
    }

    /** The value is not repeated: somebody may have put a password into it. */
    private static URI url(String value) {
        try {
            var url = new URI(value);
            if (("http".equals(url.getScheme()) || "https".equals(url.getScheme()))
                    && url.getHost() != null
                    && url.getRawUserInfo() == null) {
                return url;
            }
        } catch (URISyntaxException _) {
            // Said below, as what is no URL for us.
        }
        throw new IllegalArgumentException(
                "Expected media.tracing.otlp-url (MEDIA_TRACING_OTLP_URL) as"
                        + " http(s)://host[:port]/v1/traces, but it is something else");
    }

    /** Without what is a secret or may hold one by mistake. */
    @Override
    public String toString() {
        return "TracingProperties[sampling=" + sampling + "]";
    }
}
