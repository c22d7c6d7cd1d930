package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

class ProcessorSettingsTest {
    private static ProcessorSettings settings(Duration uploadGrace) {
        return new ProcessorSettings(
                "localhost:9092",
                ProcessorSettings.DEFAULT_APPLICATION_ID,
                Path.of("state"),
                1,
                (short) 1,
                1,
                ProcessorSettings.DEFAULT_COMMIT_INTERVAL,
                ProcessorSettings.DEFAULT_STORE_CACHE_BYTES,
                uploadGrace,
                Map.of());
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT10M", "PT24H"})
    void theGraceForUploadsIsAMinuteToADay(Duration uploadGrace) {
        assertThat(settings(uploadGrace).uploadGrace()).isEqualTo(uploadGrace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1M", "PT0S", "PT59.999S", "PT24H0.001S"})
    void anyOtherGraceIsASlip(Duration uploadGrace) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(uploadGrace));
    }

    @Test
    void whereNobodyNamesOneItIsTenMinutes() {
        var settings =
                new ProcessorSettings(
                        "localhost:9092",
                        "media",
                        Path.of("state"),
                        1,
                        (short) 1,
                        1,
                        Duration.ZERO,
                        0,
                        Map.of());

        assertThat(settings.uploadGrace()).isEqualTo(Duration.ofMinutes(10));
    }
}
