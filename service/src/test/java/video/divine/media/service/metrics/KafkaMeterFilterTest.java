package video.divine.media.service.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.core.instrument.Meter;
import io.micrometer.core.instrument.Tags;
import io.micrometer.core.instrument.config.MeterFilterReply;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class KafkaMeterFilterTest {
    private static final KafkaMeterFilter FEW = new KafkaMeterFilter(false);
    private static final KafkaMeterFilter ALL = new KafkaMeterFilter(true);

    private static boolean takes(KafkaMeterFilter filter, String name, String... tags) {
        var id = new Meter.Id(name, Tags.of(tags), null, null, Meter.Type.GAUGE);
        return filter.accept(id) != MeterFilterReply.DENY;
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http.server.requests",
                "media.commands.latency",
                "kafka.consumer.fetch.manager.records.lag",
                "kafka.producer.record.error.total",
                "kafka.stream.failed.stream.threads",
                "kafka.stream.thread.process.latency.max",
                "kafka.stream.state.updater.active.restoring.tasks",
                "kafka.stream.state.estimate.num.keys"
            })
    void whatSomebodyLooksAtIsTaken(String name) {
        assertThat(takes(FEW, name)).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "kafka.consumer.node.request.total",
                "kafka.consumer.fetch.manager.records.lag.avg",
                "kafka.stream.state.put.latency.avg",
                "kafka.stream.task.process.total",
                "kafka.admin.client.request.total",
                "kafka.app.info.start.time.ms"
            })
    void theRestIsLeftOutUnlessMoreIsRecorded(String name) {
        assertThat(takes(FEW, name)).isFalse();
        assertThat(takes(ALL, name)).isTrue();
    }

    /** Else every sum over topics would be twice what it is. */
    @Test
    void noTopicIsTakenTwice() {
        var lag = "kafka.consumer.fetch.manager.records.lag";
        for (var filter : new KafkaMeterFilter[] {FEW, ALL}) {
            assertThat(takes(filter, lag, "topic", "media.claim-commands")).isTrue();
            assertThat(takes(filter, lag, "topic", "media_claim-commands")).isFalse();
        }
    }
}
