package video.divine.media.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

class TraceHeadersTest {
    private static final String PARENT = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";

    private final Headers record = new RecordHeaders();

    @Test
    void traceContextIsPassedOn() {
        put("traceparent", PARENT).put("tracestate", "vendor=1,other=2");

        assertThat(passedOn())
                .containsExactly("traceparent=" + PARENT, "tracestate=vendor=1,other=2");
    }

    @Test
    void nothingElseIsPassedOn() {
        put("baggage", "user=alice").put("traceparent", PARENT).put("b3", "1").put("x", "y");

        assertThat(passedOn()).containsExactly("traceparent=" + PARENT);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "00",
                "00-00000000000000000000000000000000-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-0000000000000000-01",
                "00-4BF92F3577B34DA6A3CE929D0E0E4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-0g",
                "ff-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01-and-more",
                "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01\n"
            })
    void malformedParentIsDroppedWithItsState(String parent) {
        put("traceparent", parent).put("tracestate", "vendor=1");

        assertThat(passedOn()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "line\nfeed", "smörgås=1"})
    void oddStateIsDropped(String state) {
        put("traceparent", PARENT).put("tracestate", state);

        assertThat(passedOn()).containsExactly("traceparent=" + PARENT);
    }

    @Test
    void stateIsBounded() {
        put("traceparent", PARENT).put("tracestate", "a=" + "b".repeat(510));
        assertThat(passedOn()).hasSize(2);

        put("tracestate", "a=" + "b".repeat(511));
        assertThat(passedOn()).containsExactly("traceparent=" + PARENT);
    }

    @Test
    void headersWithoutAValueAreDropped() {
        record.add("traceparent", null);

        assertThat(passedOn()).isEmpty();
    }

    @Test
    void stateWithoutAParentIsDropped() {
        put("tracestate", "vendor=1");

        assertThat(passedOn()).isEmpty();
    }

    private TraceHeadersTest put(String name, String value) {
        record.add(name, value.getBytes(StandardCharsets.UTF_8));
        return this;
    }

    private List<String> passedOn() {
        return Arrays.stream(TraceHeaders.of(record).toArray())
                .map(TraceHeadersTest::text)
                .toList();
    }

    private static String text(Header header) {
        return header.key() + "=" + new String(header.value(), StandardCharsets.UTF_8);
    }
}
