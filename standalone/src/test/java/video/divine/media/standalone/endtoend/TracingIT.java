package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.avro.ConfirmDeletion;
import video.divine.media.avro.VideoCommand;
import video.divine.media.schemas.MediaTopic;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.stream.Stream;

/** A trace goes with a request and a webhook to all that they lead to, and to a collector. */
@ExtendWith(SharedService.class)
class TracingIT {
    private static final String UPLOAD = "4bf92f3577b34da6a3ce929d0e0e4736";
    private static final String WEBHOOK = "0af7651916cd43dd8448eb211c80319c";
    private static final String DELETION = "80e1afed08e019fc1110464cfa66635c";
    private static final Duration SOON = Duration.ofSeconds(30);

    @Test
    void traceLeadsFromTheRequestToWhatIsPublished(RunningService service) {
        ClockHour.awaitEnough();
        var client = service.client();
        var ticket = ticket(client, UPLOAD);
        var uid = ticket.text("uid");
        webhook(client, uid, WEBHOOK);
        client.await(uid, "ready");

        var topics = service.topics();
        assertThat(traces(topics, MediaTopic.CLAIM_COMMANDS))
                .filteredOn(UPLOAD::equals)
                .as("reserve and confirm")
                .hasSize(2);
        assertThat(traces(topics, MediaTopic.OUTCOMES)).contains(UPLOAD);
        assertThat(tracesOf(uid, topics, MediaTopic.VIDEO_COMMANDS)).contains(UPLOAD, WEBHOOK);
        assertThat(tracesOf(uid, topics, MediaTopic.VIDEO_EVENTS)).contains(UPLOAD, WEBHOOK);
        assertThat(tracesOf(uid, topics, MediaTopic.VIDEOS)).contains(WEBHOOK);
        assertThat(tracesOf(uid, topics, MediaTopic.VIDEO_READY)).containsExactly(WEBHOOK);
        assertThat(topics.readBytes(MediaTopic.VIDEO_COMMANDS))
                .flatExtracting(record -> List.of(record.headers().toArray()))
                .extracting(Header::key)
                .containsOnly("traceparent");
    }

    @Test
    void deletionIsConfirmedInTheTraceOfWhoAskedForIt(RunningService service) {
        ClockHour.awaitEnough();
        var client = service.client();
        var publisher = Publisher.anyone();
        var uid = client.ticket(publisher, "{}").text("uid");
        var path = "/v1/videos/" + uid;

        var accepted = client.delete(path, publisher, "traceparent", parent(DELETION));

        assertThat(accepted.status()).as("%s", accepted).isEqualTo(202);
        await().atMost(SOON).until(() -> client.get(path).status() == 410);
        var topics = service.topics();
        assertThat(tracesOf(uid, topics, MediaTopic.STREAM_TASKS)).contains(DELETION);
        var confirmations =
                topics.readBytes(MediaTopic.VIDEO_COMMANDS).stream()
                        .filter(record -> record.key().equals(uid))
                        .filter(
                                record ->
                                        topics.value(
                                                                MediaTopic.VIDEO_COMMANDS,
                                                                VideoCommand.class,
                                                                record.value())
                                                        .getBody()
                                                instanceof ConfirmDeletion);
        assertThat(confirmations.flatMap(TracingIT::trace)).contains(DELETION);
    }

    @Test
    void spansComeToTheCollector(@TempDir(factory = BuildDirectory.class) Path data)
            throws IOException {
        var bodies = new CopyOnWriteArrayList<String>();
        var collector =
                HttpServer.create(new InetSocketAddress(InetAddress.ofLiteral("127.0.0.1"), 0), 0);
        collector.createContext("/v1/traces", exchange -> take(exchange, bodies));
        collector.start();
        var url = "http://127.0.0.1:" + collector.getAddress().getPort() + "/v1/traces";
        try (var service =
                LocalService.start(
                        data,
                        "--media.tracing.otlp-url=" + url,
                        "--media.tracing.sampling=1",
                        "--media.tracing.otlp-authorization=Bearer of-the-collector")) {
            var granted = ticket(service.client(), UPLOAD);

            await().atMost(SOON)
                    .untilAsserted(
                            () ->
                                    assertThat(String.join("", bodies))
                                            .contains(
                                                    "http post /v1/videos",
                                                    "send media.claim-commands",
                                                    "decide claim-commands",
                                                    "decide video-commands",
                                                    "stream direct_upload",
                                                    "divine-media",
                                                    "Bearer of-the-collector"));
            assertThat(String.join("", bodies))
                    .doesNotContain(granted.text("uploadURL"), "Nostr ", "of=strangers")
                    .doesNotContain(RunningService.INTERNAL_TOKEN, RunningService.WEBHOOK_SECRET);
        } finally {
            collector.stop(0);
        }
    }

    /** Protobuf, in which texts stand as they are. */
    private static void take(HttpExchange exchange, List<String> bodies) throws IOException {
        try (exchange) {
            bodies.add(
                    exchange.getRequestHeaders().getFirst("Authorization")
                            + new String(exchange.getRequestBody().readAllBytes(), ISO_8859_1));
            exchange.sendResponseHeaders(200, -1);
        }
    }

    private static Answer ticket(MediaClient client, String trace) {
        var answer =
                client.post(
                        "/v1/videos",
                        "{}",
                        "Authorization",
                        Publisher.anyone().authorization("POST", client.url("/v1/videos"), "{}"),
                        "traceparent",
                        parent(trace),
                        "baggage",
                        "of=strangers");
        assertThat(answer.status()).as("%s", answer).isEqualTo(201);
        return answer;
    }

    private static void webhook(MediaClient client, String uid, String trace) {
        var notice = StreamWebhook.notice(uid, "ready", true);
        var answer =
                client.post(
                        StreamWebhook.PATH,
                        notice,
                        StreamWebhook.HEADER,
                        StreamWebhook.signature(
                                RunningService.WEBHOOK_SECRET, Instant.now(), notice),
                        "traceparent",
                        parent(trace));
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    private static String parent(String trace) {
        return "00-" + trace + "-00f067aa0ba902b7-01";
    }

    private static List<String> traces(Topics topics, MediaTopic topic) {
        return topics.readBytes(topic).stream().flatMap(TracingIT::trace).toList();
    }

    private static List<String> tracesOf(String uid, Topics topics, MediaTopic topic) {
        return topics.readBytes(topic).stream()
                .filter(record -> record.key().equals(uid))
                .flatMap(TracingIT::trace)
                .toList();
    }

    private static Stream<String> trace(ConsumerRecord<String, ?> record) {
        return Arrays.stream(record.headers().toArray())
                .filter(header -> header.key().equals("traceparent"))
                .map(header -> new String(header.value(), UTF_8).substring(3, 35));
    }
}
