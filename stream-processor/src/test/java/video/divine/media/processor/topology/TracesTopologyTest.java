package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.GATEWAY;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;

import org.apache.kafka.common.header.Header;
import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.apache.kafka.streams.TestOutputTopic;
import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimCommand.RequestDeletion;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.governor.CallPriority;
import video.divine.media.processor.domain.governor.GovernorCommand.LeaseCalls;
import video.divine.media.processor.domain.governor.GovernorEnvelope;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoEnvelope;

import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** All that follows from a record belongs to its trace, and nothing else of its headers goes on. */
class TracesTopologyTest {
    private static final String REQUEST = "00-4bf92f3577b34da6a3ce929d0e0e4736-00f067aa0ba902b7-01";
    private static final String WEBHOOK = "00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-00";
    private static final Map<String, String> OF_REQUEST = Map.of("traceparent", REQUEST);
    private static final Map<String, String> OF_WEBHOOK = Map.of("traceparent", WEBHOOK);
    private static final Map<String, String> NONE = Map.of();

    private final MediaDriver media;

    TracesTopologyTest(@TempDir Path stateDirectory) {
        media = new MediaDriver(stateDirectory);
    }

    @AfterEach
    void close() {
        media.close();
    }

    @Test
    void uploadAndWebhookLeadToWhatIsPublished() {
        ask(reserve(1, ALICE, sha256(1)), OF_REQUEST);
        ask(confirm(1, 1, 1), OF_REQUEST);

        assertThat(tracesOf(media.outcomes)).hasSize(2).containsOnly(OF_REQUEST);
        assertThat(tracesOf(media.videoLog)).hasSize(1).containsOnly(OF_REQUEST);
        assertThat(tracesOf(media.videoEvents)).isNotEmpty().containsOnly(OF_REQUEST);
        assertThat(tracesOf(media.videos)).isNotEmpty().containsOnly(OF_REQUEST);

        media.claimLog.readRecordsToList();
        tell(ready(100), OF_WEBHOOK);

        assertThat(tracesOf(media.ready)).containsExactly(OF_WEBHOOK);
        assertThat(tracesOf(media.videoEvents)).isNotEmpty().containsOnly(OF_WEBHOOK);
        assertThat(tracesOf(media.videos)).isNotEmpty().containsOnly(OF_WEBHOOK);
        // The seconds that the video turned out to last go back to the claims.
        assertThat(tracesOf(media.claimLog)).isNotEmpty().containsOnly(OF_WEBHOOK);
    }

    @Test
    void failureLeadsToWhatIsPublishedAndReleased() {
        ask(reserve(1, ALICE, sha256(1)), NONE);
        ask(confirm(1, 1, 1), NONE);
        media.claimLog.readRecordsToList();
        tell(error(), OF_WEBHOOK);

        assertThat(tracesOf(media.failed)).containsExactly(OF_WEBHOOK);
        assertThat(tracesOf(media.claimLog)).isNotEmpty().containsOnly(OF_WEBHOOK);
    }

    @Test
    void refusalBelongsToItsTrace() {
        ask(reserve(1, ALICE, sha256(1)), NONE);
        ask(reserve(2, ALICE, sha256(1)), OF_REQUEST);

        assertThat(tracesOf(media.outcomes)).containsExactly(NONE, OF_REQUEST);
    }

    @Test
    void deletionLeadsToItsTaskAtStream() {
        ask(reserve(1, ALICE), NONE);
        ask(confirm(1, 1, 1), NONE);
        tracesOf(media.tasks);
        ask(new RequestDeletion(id(3), ALICE, uid(1)), OF_REQUEST);

        assertThat(tracesOf(media.tasks)).containsExactly(OF_REQUEST);
    }

    @Test
    void leaseOfCallsBelongsToItsTrace() {
        var lease = new LeaseCalls(id(1), 1, CallPriority.USER, 100);
        media.governorCommands.pipeInput(
                new TestRecord<>(
                        "key",
                        new GovernorEnvelope(Optional.of(GATEWAY), lease),
                        headers(OF_REQUEST),
                        media.now()));

        assertThat(tracesOf(media.outcomes)).containsExactly(OF_REQUEST);
    }

    @Test
    void whatTheClockBringsAboutBelongsToNoTrace() {
        ask(reserve(1, ALICE), OF_REQUEST);
        ask(confirm(1, 1, 1), OF_REQUEST);
        tracesOf(media.tasks);
        media.claimLog.readRecordsToList();
        media.seconds(Duration.ofHours(1).toSeconds());

        assertThat(tracesOf(media.tasks)).isNotEmpty().containsOnly(NONE);
        assertThat(tracesOf(media.claimLog)).isNotEmpty().containsOnly(NONE);
    }

    @Test
    void strangersHeadersEndWithTheirRecord() {
        ask(
                reserve(1, ALICE),
                Map.of("traceparent", REQUEST, "baggage", "a=b", "__streams.errors.message", "?"));
        ask(confirm(1, 1, 1), Map.of("traceparent", "00-broken", "tracestate", "a=b"));

        assertThat(tracesOf(media.outcomes)).containsExactly(OF_REQUEST, NONE);
    }

    private void ask(ClaimCommand command, Map<String, String> headers) {
        media.claimCommands.pipeInput(
                new TestRecord<>(
                        "key",
                        new ClaimEnvelope(Optional.of(GATEWAY), command),
                        headers(headers),
                        media.now()));
    }

    private void tell(Notice notice, Map<String, String> headers) {
        VideoCommand command = new RecordNotice(notice);
        media.videoCommands.pipeInput(
                new TestRecord<>(
                        uid(1).value(),
                        new VideoEnvelope(uid(1), Optional.empty(), command),
                        headers(headers),
                        media.now()));
    }

    private static Headers headers(Map<String, String> texts) {
        var headers = new RecordHeaders();
        texts.forEach((name, text) -> headers.add(name, text.getBytes(StandardCharsets.UTF_8)));
        return headers;
    }

    private static List<Map<String, String>> tracesOf(TestOutputTopic<String, ?> topic) {
        return topic.readRecordsToList().stream()
                .map(record -> Arrays.stream(record.headers().toArray()))
                .map(
                        headers ->
                                headers.collect(
                                        Collectors.toMap(
                                                Header::key,
                                                it ->
                                                        new String(
                                                                it.value(),
                                                                StandardCharsets.UTF_8))))
                .toList();
    }
}
