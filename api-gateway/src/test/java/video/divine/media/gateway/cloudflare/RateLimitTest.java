package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Duration;
import java.util.List;
import java.util.OptionalLong;

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
        assertThat(RateLimit.parse(List.of(header), List.of()))
                .contains(
                        new RateLimit(
                                remaining, Duration.ofSeconds(seconds), OptionalLong.empty()));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "\"default\";r=50;t=30                      | \"burst\";q=100;w=60  | 100",
                "\"burst\";r=90;t=1, \"default\";r=3;t=200  | \"burst\";q=100;w=1, \"default\";w=300;q=1200 | 1200",
                "\"a\";r=50;t=30                            | \"b\";q=100, \"c\";q=9 | -1",
                "\"a\";r=50;t=30                            | \"a\";w=60            | -1",
                "\"a\";r=50;t=30                            | ;q=x                  | -1",
            })
    void theWholeLimitIsReadFromItsPolicy(String header, String policy, long quota) {
        assertThat(RateLimit.parse(List.of(header), List.of(policy)).orElseThrow().quota())
                .isEqualTo(quota < 0 ? OptionalLong.empty() : OptionalLong.of(quota));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "50", "\"default\"", "\"default\";r=-1", "r=5", ";r=99999999999999999"})
    void whatIsNoLimitIsIgnored(String header) {
        assertThat(RateLimit.parse(List.of(header), List.of())).isEmpty();
    }

    @Test
    void noHeaderIsNoLimit() {
        assertThat(RateLimit.parse(List.of(), List.of("\"burst\";q=100;w=60"))).isEmpty();
    }
}
