package video.divine.media.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** deploy/prometheus and deploy/grafana fit each other, and docker-compose.yml. */
class ObservedFilesTest {
    private static final Path ROOT = Path.of("..");

    private static List<JsonNode> panels(String type) {
        return ObservedFiles.dashboard()
                .path("panels")
                .valueStream()
                .filter(it -> it.path("type").asString("").equals(type))
                .toList();
    }

    private static JsonNode compose(String service) {
        return ObservedFiles.yaml("../docker-compose.yml").path("services").path(service);
    }

    private static Set<String> texts(JsonNode list) {
        return list.valueStream().map(it -> it.asString("")).collect(Collectors.toSet());
    }

    private static Set<String> metrics(Stream<Query> queries) {
        return queries.flatMap(it -> it.selectors().stream())
                .map(Selector::metric)
                .collect(Collectors.toSet());
    }

    @Test
    void dashboardAsksTheSourceThatIsProvisioned() {
        var sources =
                ObservedFiles.yaml("grafana/provisioning/datasources/prometheus.yml")
                        .path("datasources");
        assertThat(sources.size()).isEqualTo(1);
        var source = sources.path(0);
        assertThat(source.path("type").asString()).isEqualTo("prometheus");
        assertThat(source.path("url").asString()).isEqualTo("http://prometheus:9090");
        assertThat(compose("prometheus").isMissingNode()).isFalse();

        assertThat(panels("timeseries"))
                .isNotEmpty()
                .allSatisfy(
                        panel -> {
                            var asked = panel.path("datasource");
                            assertThat(asked.path("uid")).isEqualTo(source.path("uid"));
                            assertThat(asked.path("type")).isEqualTo(source.path("type"));
                            assertThat(panel.path("targets").size()).isPositive();
                            assertThat(panel.at("/fieldConfig/defaults/unit").asString(""))
                                    .isNotEmpty();
                        });
    }

    @Test
    void dashboardLiesWhereGrafanaLooks() {
        var provider =
                ObservedFiles.yaml("grafana/provisioning/dashboards/dashboards.yml")
                        .path("providers")
                        .path(0);
        var path = provider.at("/options/path").asString();
        assertThat(texts(compose("grafana").path("volumes")))
                .contains("./deploy/grafana/dashboards:" + path + ":ro")
                .contains("./deploy/grafana/provisioning:/etc/grafana/provisioning:ro");
        assertThat(ObservedFiles.dashboard().path("uid").asString()).isEqualTo("divine-media");
    }

    @Test
    void panelsStandSideBySide() {
        var all = ObservedFiles.dashboard().path("panels").valueStream().toList();
        assertThat(all).extracting(it -> it.path("id").asInt()).doesNotHaveDuplicates();
        assertThat(all).extracting(it -> it.path("title").asString()).doesNotHaveDuplicates();
        for (var one : all) {
            var there = one.path("gridPos");
            assertThat(there.path("x").asInt() + there.path("w").asInt()).isBetween(1, 24);
            for (var other : all) {
                assertThat(!one.equals(other) && overlap(there, other.path("gridPos")))
                        .as("%s and %s", one.path("title"), other.path("title"))
                        .isFalse();
            }
        }
    }

    private static boolean overlap(JsonNode one, JsonNode other) {
        return overlap(one, other, "x", "w") && overlap(one, other, "y", "h");
    }

    private static boolean overlap(JsonNode one, JsonNode other, String from, String length) {
        return one.path(from).asInt() < other.path(from).asInt() + other.path(length).asInt()
                && other.path(from).asInt() < one.path(from).asInt() + one.path(length).asInt();
    }

    @Test
    void dashboardShowsWhatAnOperatorNeeds() {
        assertThat(metrics(ObservedFiles.panels()))
                // Throughput and latency, of requests and of commands.
                .contains("http_server_requests_seconds_count")
                .contains("http_server_requests_seconds_bucket")
                .contains("media_commands_latency_seconds_bucket")
                // Lag of those who decide, and of copies.
                .contains("kafka_consumer_fetch_manager_records_lag")
                .contains("media_replicas_lag_records")
                // How far a restore is.
                .contains("media_restore_remaining_records", "media_restore_records_total")
                // State: of the processors, and of what they store.
                .contains("media_streams_state", "media_replicas")
                .contains("kafka_stream_state_estimate_num_keys")
                .contains("kafka_stream_state_total_sst_files_size")
                // Refused by quota or alias: the reason is a label.
                .contains("media_commands_refused_total")
                // The governor.
                .contains("media_stream_leases_total", "media_stream_budget_left");
    }

    @Test
    void alertsSayWhatToLookAt() {
        var rules =
                ObservedFiles.yaml("prometheus/alerts.yml")
                        .path("groups")
                        .valueStream()
                        .flatMap(it -> it.path("rules").valueStream())
                        .toList();
        assertThat(rules)
                .hasSizeGreaterThan(10)
                .allSatisfy(
                        rule -> {
                            assertThat(rule.at("/labels/severity").asString())
                                    .isIn("critical", "warning");
                            assertThat(rule.at("/annotations/summary").asString()).isNotBlank();
                        });
        assertThat(rules).extracting(it -> it.path("alert").asString()).doesNotHaveDuplicates();
    }

    @Test
    void prometheusFetchesFromEveryProcessOfOurs() {
        var file = ObservedFiles.yaml("prometheus/prometheus.yml");
        assertThat(texts(file.path("rule_files"))).containsExactly("alerts.yml");
        var targets = new ArrayList<String>();
        for (var job : file.path("scrape_configs")) {
            var name = job.path("job_name").asString();
            assertThat(job.path("metrics_path").asString()).isEqualTo("/metrics");
            assertThat(job.at("/authorization/type").asString(""))
                    .as("only a processor wants a token")
                    .isEqualTo(name.equals("processor") ? "Bearer" : "");
            var port = name.equals("processor") ? ":8081" : ":8080";
            for (var target : texts(job.path("static_configs").path(0).path("targets"))) {
                assertThat(target).startsWith(name).endsWith(port);
                targets.add(target.substring(0, target.indexOf(':')));
            }
        }
        var ours =
                ObservedFiles.yaml("../docker-compose.yml")
                        .path("services")
                        .propertyNames()
                        .stream()
                        .filter(it -> it.startsWith("gateway-") || it.startsWith("processor-"))
                        .toList();
        assertThat(targets).containsExactlyInAnyOrderElementsOf(ours);
        var token = file.at("/scrape_configs/1/authorization/credentials_file").asString();
        assertThat(compose("prometheus").path("entrypoint").toString()).contains("> " + token);
        assertThat(ROOT.resolve("deploy/prometheus/alerts.yml")).exists();
    }
}
