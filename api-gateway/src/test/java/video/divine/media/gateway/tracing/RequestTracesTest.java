package video.divine.media.gateway.tracing;

import static org.assertj.core.api.Assertions.assertThat;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.spi.ILoggingEvent;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;

import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Logs;

import java.util.List;

/** What is logged for a request bears its trace, whatever thread logs it. */
class RequestTracesTest {
    private static final String TRACE = "4bf92f3577b34da6a3ce929d0e0e4736";

    final Gateway gateway = Gateway.shared();
    final Logs logs = Logs.ofTheGateway();

    @AfterEach
    void close() {
        logs.close();
    }

    private List<String> tracesOfErrors() {
        return logs.events(Level.ERROR).stream().map(RequestTracesTest::trace).toList();
    }

    private static String trace(ILoggingEvent event) {
        return event.getMDCPropertyMap().getOrDefault("traceId", "none");
    }

    /** By way of the threads that check signatures. */
    private void fail(String... traceparent) {
        var path = "/v1/videos/abc/history";
        gateway.reads.fail(new IllegalStateException("a bug"));
        gateway.overTheNetwork()
                .get()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, gateway.token(HttpMethod.GET, path, ""))
                .headers(
                        headers ->
                                List.of(traceparent).forEach(it -> headers.set("traceparent", it)))
                .exchange()
                .expectStatus()
                .isEqualTo(500);
    }

    @Test
    void logLineBearsTheTraceOfTheCaller() {
        fail("00-" + TRACE + "-00f067aa0ba902b7-01");

        assertThat(tracesOfErrors()).containsExactly(TRACE);
    }

    @Test
    void requestWithoutATraceBeginsOne() {
        fail();
        fail("00-nonsense");

        assertThat(tracesOfErrors())
                .hasSize(2)
                .doesNotHaveDuplicates()
                .allSatisfy(trace -> assertThat(trace).matches("[0-9a-f]{32}"));
    }
}
