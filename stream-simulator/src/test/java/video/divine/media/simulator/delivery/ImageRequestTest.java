package video.divine.media.simulator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ImageRequestTest {
    @ParameterizedTest
    @CsvSource({"1s, 1", "5m2s, 302", "1h, 3600", "2m, 120", "1.5s, 1.5", "250ms, 0.25", "3, 3"})
    void readsADuration(String text, double seconds) {
        assertThat(ImageRequest.seconds(text)).hasValue(seconds);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "s", "-1s", "1x", "s1", "99999h", "1s2s", "١s"})
    void refusesWhatIsNone(String text) {
        assertThat(ImageRequest.seconds(text)).isEmpty();
    }
}
