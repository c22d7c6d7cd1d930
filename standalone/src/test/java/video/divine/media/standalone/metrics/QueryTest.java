package video.divine.media.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import java.util.Map;
import java.util.Objects;
import java.util.Set;

/** What is wrong with a query is found. */
class QueryTest {
    private static final Map<String, Exposition> JOBS =
            Map.of(
                    "gateway",
                    Exposition.of(
                            """
                            # HELP requests_seconds Answered requests
                            # TYPE requests_seconds histogram
                            requests_seconds_bucket{uri="/v1/videos/{uid}",status="200",le="0.1"} 1
                            requests_seconds_bucket{uri="/v1/videos/{uid}",status="200",le="+Inf"} 1
                            requests_seconds_count{uri="/v1/videos/{uid}",status="200"} 1
                            requests_seconds_sum{uri="/v1/videos/{uid}",status="200"} 0.01
                            # HELP tasks_total  \s
                            # TYPE tasks_total counter
                            tasks_total{kind="ask",outcome="bug"} 0.0
                            # TYPE cpu gauge
                            cpu NaN
                            """),
                    "processor",
                    Exposition.of(
                            """
                            # TYPE cpu gauge
                            cpu 0.5
                            # TYPE state gauge
                            state{state="running"} 1
                            """));

    private static Set<String> shown(String labels) {
        return labels.isEmpty() ? Set.of() : Set.of(labels.split(" "));
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "cpu                                                              | job instance",
                "up == 0                                                          | job",
                "sum by (instance, state) (state{state!=\"closed\"}) > 0          | state instance",
                "sum(rate(requests_seconds_count{job=\"gateway\",status=~\"5..\"}[5m])) / sum(rate(requests_seconds_count[5m])) > 0.05 |",
                "histogram_quantile(0.95, sum by (uri, le) (rate(requests_seconds_bucket[$__rate_interval]))) | uri",
                "sum by (kind) (increase(tasks_total{outcome=\"bug\"}[15m])) > 0  | kind",
                "min(cpu{job=\"processor\"} >= 0)                                 |",
            })
    void whatExistsIsNotComplainedOf(String expression, String labels) {
        var query = new Query("a panel", expression, shown(labels == null ? "" : labels));
        assertThat(query.complaints(JOBS)).isEmpty();
    }

    @ParameterizedTest
    @CsvSource(
            quoteCharacter = '\0',
            delimiter = '|',
            value = {
                "sum(rate(requests_count[5m]))                        |      | no such metric",
                "state{job=\"gateway\"} == 1                          |      | no such metric",
                "sum by (route) (rate(tasks_total[5m]))               |      | no label route",
                "state{state=\"run\"} == 1                            |      | no series with the values",
                "sum by (kind) (rate(tasks_total{outcome=~\"b.d\"}[5m])) |   | no series with the values",
                "cpu                                                  | uri  | no label uri",
                "sum by (kind) (rate(tasks_total[5m]))                | outcome | does not have outcome",
                "sum by (kind) (tasks_total)                          | kind | a counter without a rate",
                "rate(state[5m])                                      |      | a rate of a gauge",
            })
    void whatDoesNotExistIsNamed(String expression, String labels, String why) {
        var query = new Query("a panel", expression, shown(labels == null ? "" : labels));
        assertThat(query.complaints(JOBS))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(it.why()).contains(why));
    }

    @ParameterizedTest
    @ValueSource(strings = {"sum(rate(a[5m])", "a{b=\"c\"", "a ? b", "a)"})
    void whatIsNotUnderstoodIsNotPassedOver(String expression) {
        assertThatThrownBy(() -> PromQl.selectors(expression)).isInstanceOf(RuntimeException.class);
    }

    @Test
    void everythingInTheTextIsCounted() {
        var gateway = Objects.requireNonNull(JOBS.get("gateway"));
        assertThat(gateway.count()).isEqualTo(6);
        assertThat(gateway.helps()).containsOnlyKeys("requests_seconds");
        assertThat(gateway.labelValues()).contains("/v1/videos/{uid}", "+Inf");
    }
}
