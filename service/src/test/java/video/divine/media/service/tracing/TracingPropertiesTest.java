package video.divine.media.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TracingPropertiesTest {
    private static TracingProperties of(@Nullable String url, double sampling) {
        return new TracingProperties(url, "Bearer s3cret", sampling, false, false);
    }

    @Test
    void withoutAPlaceNothingIsRecorded() {
        assertThat(of(null, 0.5).settings().share()).isZero();
        assertThat(of(" ", 0.5).settings().share()).isZero();
        assertThat(of("http://c:4318/v1/traces", 0.5).settings().share()).isEqualTo(0.5);
    }

    @ParameterizedTest
    @ValueSource(strings = {"c:4318", "ftp://c", "http://", "http://user:s3cret@c/", "no url"})
    void badUrlIsNamedAndNotRepeated(String url) {
        assertThatThrownBy(of(url, 0.5)::settings)
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MEDIA_TRACING_OTLP_URL")
                .hasMessageNotContaining("s3cret");
    }

    @ParameterizedTest
    @ValueSource(doubles = {-0.1, 1.1, Double.NaN})
    void shareIsAShare(double sampling) {
        assertThatThrownBy(of(null, sampling)::settings)
                .hasMessageContaining("MEDIA_TRACING_SAMPLING");
    }

    @Test
    void secretIsNotShown() {
        var properties = of("http://c:4318/v1/traces", 0.5);
        assertThat(properties + " " + properties.settings()).doesNotContain("s3cret");
    }
}
