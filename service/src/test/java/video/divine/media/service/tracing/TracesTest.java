package video.divine.media.service.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import io.micrometer.observation.contextpropagation.ObservationThreadLocalAccessor;
import io.opentelemetry.api.trace.SpanKind;
import io.opentelemetry.sdk.trace.data.StatusData;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.test.StepVerifier;

import video.divine.media.schemas.TraceHeaders;

import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

class TracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String PARENT = "00-" + TRACE + "-00f067aa0ba902b7-01";

    final RecordedSpans spans = new RecordedSpans();
    final Traces traces = spans.traces;

    @Test
    void recordIsAChildOfTheRequestWhateverThreadSendsIt() {
        var request = spans.request();
        var headers =
                traces.sending("topic", sent -> Mono.just(sent).publishOn(Schedulers.parallel()))
                        .subscribeOn(Schedulers.parallel())
                        .contextWrite(it -> it.put(ObservationThreadLocalAccessor.KEY, request))
                        .block();
        request.stop();

        var sending = spans.ended().getFirst();
        var server = spans.ended().getLast();
        assertThat(sending.getName()).isEqualTo("send topic");
        assertThat(sending.getKind()).isEqualTo(SpanKind.PRODUCER);
        assertThat(sending.getParentSpanId()).isEqualTo(server.getSpanId());
        // 01 is that it is sampled, 02 that its id is random.
        assertThat(parent(headers))
                .contains("00-" + server.getTraceId() + "-" + sending.getSpanId() + "-03");
    }

    @Test
    void workOfNoTraceBeginsNone() {
        var headers = traces.sending("topic", Mono::just).block();

        assertThat(parent(headers)).isEmpty();
        assertThat(spans.ended()).isEmpty();
    }

    @Test
    void workThatARecordAsksForGoesOnWithItsTrace() {
        var cause = headers(PARENT);
        var following =
                traces.following("task", cause, traces.sending("topic", Mono::just)).block();

        assertThat(spans.ended())
                .extracting(it -> it.getName())
                .containsExactly("send topic", "task");
        var task = spans.ended().getLast();
        assertThat(task.getTraceId()).isEqualTo(TRACE);
        assertThat(task.getKind()).isEqualTo(SpanKind.CONSUMER);
        assertThat(spans.ended().getFirst().getParentSpanId()).isEqualTo(task.getSpanId());
        assertThat(parent(following)).hasValueSatisfying(it -> assertThat(it).contains(TRACE));
    }

    @Test
    void workThatARecordOfNoTraceAsksForBeginsNone() {
        var headers =
                traces.following("task", headers("00-broken"), traces.sending("topic", Mono::just))
                        .block();

        assertThat(parent(headers)).isEmpty();
        assertThat(spans.ended()).isEmpty();
    }

    @Test
    void whoIsCalledHearsOfItOnlyIfTold() {
        assertThat(told(traces)).containsOnlyKeys("traceparent");
        assertThat(told(traces.untold())).isEmpty();
        assertThat(spans.ended()).extracting(it -> it.getKind()).contains(SpanKind.CLIENT);
    }

    private Map<String, String> told(Traces by) {
        var headers = new HashMap<String, String>();
        by.following(
                        "task",
                        headers(PARENT),
                        by.calling(
                                "call", step -> Mono.fromRunnable(() -> step.tell(headers::put))))
                .block();
        return headers;
    }

    @Test
    void spanEndsWithItsErrorOrItsCancellation() {
        var failing =
                traces.following(
                        "task", headers(PARENT), Mono.error(new IllegalStateException("no")));
        StepVerifier.create(failing).verifyErrorMessage("no");
        assertThat(spans.ended().getFirst().getStatus().getStatusCode())
                .isEqualTo(StatusData.error().getStatusCode());

        StepVerifier.create(traces.following("task", headers(PARENT), Mono.never()))
                .expectSubscription()
                .thenCancel()
                .verify();
        assertThat(spans.ended()).hasSize(2);
    }

    @Test
    void noTracesAreNoBurden() {
        var headers =
                Traces.NONE
                        .following("task", headers(PARENT), Traces.NONE.sending("t", Mono::just))
                        .block();
        assertThat(parent(headers)).isEmpty();
    }

    private static Headers headers(String parent) {
        var headers = new RecordHeaders();
        TraceHeaders.set(headers, TraceHeaders.TRACEPARENT, parent);
        return headers;
    }

    private static Optional<String> parent(@Nullable Headers headers) {
        return Optional.ofNullable(headers).flatMap(TraceHeaders::parent);
    }
}
