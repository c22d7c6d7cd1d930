package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;

class RateLimitTest {
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"default\";r=50;t=30|50|30",
                "default; r=50; t=30|50|30",
                "\"default\";t=30;r=0|0|30",
                "\"default\";r=7|7|0",
                "\"burst\";r=90;t=1, \"default\";r=3;t=200|3|200"
            })
    void whatIsLeftIsRead(String header, long remaining, int seconds) {
        assertThat(RateLimit.parse(List.of(header)))
                .contains(new RateLimit(remaining, Duration.ofSeconds(seconds)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "50", "\"default\"", "\"default\";r=-1", "r=5", ";r=99999999999999999"})
    void whatIsNoLimitIsIgnored(String header) {
        assertThat(RateLimit.parse(List.of(header))).isEmpty();
    }

    @Test
    void noHeaderIsNoLimit() {
        assertThat(RateLimit.parse(List.of())).isEmpty();
    }
}
