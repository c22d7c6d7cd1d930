package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.COMMAND;
import static video.divine.media.gateway.cloudflare.StreamClientTest.REQUEST;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.failure;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;
import static video.divine.media.gateway.cloudflare.StreamOperation.DIRECT_UPLOAD;
import static video.divine.media.gateway.cloudflare.TinyStream.after;
import static video.divine.media.gateway.cloudflare.TinyStream.before;
import static video.divine.media.gateway.cloudflare.TinyStream.error;
import static video.divine.media.gateway.cloudflare.TinyStream.raw;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.read.ListAppender;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.slf4j.LoggerFactory;

import video.divine.media.gateway.cloudflare.TinyStream.Answer;

import java.time.Duration;

/** Whatever goes wrong, token and upload URL stay where they belong; and one line says so. */
class SecretsTest {
    final Logger ours = (Logger) LoggerFactory.getLogger("video.divine.media.gateway");
    final ListAppender<ILoggingEvent> lines = new ListAppender<>();
    final TinyStream stream = new TinyStream();
    final TinyStreamServer server = new TinyStreamServer(stream);
    final StreamClient client =
            StreamClient.connect(
                    StreamSettings.of(server.baseUrl(), TinyStream.ACCOUNT, TinyStream.TOKEN)
                            .withCalls(StreamClientTest.BRISK),
                    new FixedBudget(1_100),
                    new SimpleMeterRegistry());

    @BeforeEach
    void listen() {
        lines.start();
        ours.setLevel(Level.TRACE);
        ours.addAppender(lines);
    }

    @AfterEach
    void close() {
        ours.detachAppender(lines);
        ours.setLevel(null);
        client.close();
        server.close();
    }

    @Test
    void aTicketDoesNotShowItsUrl() {
        var ticket = value(client.directUpload(REQUEST, SAGA));

        assertThat(ticket.uploadUrl()).startsWith(TinyStream.UPLOAD_URL);
        assertThat(ticket.toString()).doesNotContain("upload.example").contains(ticket.uid());
        assertThat(lines.list).isEmpty();
    }

    @Test
    void noFailureRepeatsThem() {
        var url = TinyStream.UPLOAD_URL + "x";
        stream.script(
                DIRECT_UPLOAD,
                after(raw(200, "{\"result\":{\"uploadURL\":\"" + url + "\"},\"success\":true}")),
                after(new Answer.Reset()),
                before(
                        error(
                                400,
                                10005,
                                "odd: Authorization: Bearer " + TinyStream.TOKEN + " " + url)));

        var failure = failure(client.directUpload(REQUEST, SAGA));

        assertThat(failure.getMessage()).contains("code 10005, odd: Authorization: *** ***");
        assertThat(failure.getCause()).isNull();
        assertThat(lines.list).hasSize(3);
        assertThat(lines.list)
                .allSatisfy(
                        line ->
                                assertThat(line.getFormattedMessage())
                                        .doesNotContain(TinyStream.TOKEN)
                                        .doesNotContain("upload.example"));
    }

    @Test
    void streamsTextCannotForgeALogLine() {
        stream.script(
                DIRECT_UPLOAD,
                before(error(400, 10005, "one\ntwo\r\u2028three" + "x ".repeat(999))));

        var failure = failure(client.directUpload(REQUEST, SAGA));

        assertThat(failure.getMessage()).doesNotContain("\n", "\r", "\u2028").hasSizeLessThan(300);
    }

    @Test
    void aFailureNamesTheRayForCloudflaresSupport() {
        stream.script(
                DIRECT_UPLOAD,
                before(TinyStream.withHeader(error(403, 10000, "no"), "cf-ray", "8f1-AMS")));

        assertThat(failure(client.directUpload(REQUEST, SAGA)))
                .hasMessage(
                        "Stream direct_upload misconfigured: HTTP 403, code 10000, no, cf-ray"
                                + " 8f1-AMS");
    }

    @Test
    void aRefusalOfOurOwnGovernorIsNoWarning() {
        assertThat(failure(client.findByName(COMMAND, Duration.ZERO))).isNotNull();

        assertThat(lines.list).extracting(ILoggingEvent::getLevel).containsExactly(Level.DEBUG);
    }
}
