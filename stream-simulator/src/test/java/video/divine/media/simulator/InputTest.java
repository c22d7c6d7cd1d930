package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.nio.file.Path;

class InputTest {
    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory);
        client = new Client(simulator);
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void textIsRefusedAtUpload() {
        assertRefusedAtUpload(TestVideos.text());
    }

    @Test
    void anImageIsRefusedAtUpload() {
        assertRefusedAtUpload(TestVideos.image());
    }

    @Test
    void soundWithoutPicturesIsRefusedAtUpload() {
        assertRefusedAtUpload(TestVideos.soundOnly());
    }

    /** A playlist would make ffmpeg read whatever its author names. */
    @Test
    void aPlaylistIsRefusedAtUpload() {
        assertRefusedAtUpload(TestVideos.playlistOf(TestVideos.square(2)));
    }

    @Test
    void aTruncatedFileIsMalformed() {
        assertThat(failure(client.process(TestVideos.truncated())))
                .isEqualTo(
                        "ERR_MALFORMED_VIDEO: The video was deemed to be corrupted or malformed.");
    }

    @Test
    void aFileWithoutItsIndexIsMalformed() {
        assertThat(failure(client.process(TestVideos.withoutIndex())))
                .startsWith("ERR_MALFORMED_VIDEO");
    }

    @Test
    void aVideoLongerThanAllowedEndsInError() {
        var ticket = client.directUpload("{\"maxDurationSeconds\": 1}");

        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(200);
        var video = client.awaitEnd(ticket.uid());

        assertThat(failure(video)).startsWith("ERR_DURATION_EXCEED_CONSTRAINT");
        assertThat(video.path("duration").asDouble()).isEqualTo(2);
    }

    @Test
    void aVideoBelowATenthOfASecondEndsInError() {
        assertThat(failure(client.process(TestVideos.tooShort())))
                .startsWith("ERR_DURATION_TOO_SHORT");
    }

    @Test
    void oddDimensionsAndNoSoundAreFine() {
        var video = client.process(TestVideos.oddAndSilent());

        assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
        assertThat(video.path("input").toString()).isEqualTo("{\"width\":101,\"height\":75}");
    }

    /** Levels of one set must agree in shape to the last digit, or the muxer refuses them. */
    @ParameterizedTest
    @ValueSource(strings = {"854x480", "366x640", "607x1081", "777x503"})
    void sidesThatDivideByNothingAreFine(String size) {
        var video = client.process(TestVideos.sized(size, 1));

        assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
    }

    @Test
    void aDurationThatTheContainerDoesNotTellIsMeasured() {
        var video = client.process(TestVideos.withoutDuration());

        assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
        assertThat(video.path("duration").asDouble()).isBetween(1.9, 2.1);
    }

    @Test
    void aTurnedVideoIsMeasuredUpright() {
        var video = client.process(TestVideos.turned());

        assertThat(Client.state(video)).as(video.toString()).isEqualTo("ready");
        assertThat(video.path("input").toString()).isEqualTo("{\"width\":240,\"height\":320}");
    }

    private static void assertRefusedAtUpload(Path file) {
        var ticket = client.directUpload();

        var answer = client.upload(ticket, file);
        var video = client.video(ticket.uid());

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10059);
        assertThat(failure(video))
                .isEqualTo("ERR_NON_VIDEO: The file was not recognized as a valid video file.");
        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(410);
    }

    private static String failure(JsonNode video) {
        assertThat(Client.state(video)).as(video.toString()).isEqualTo("error");
        assertThat(video.path("readyToStream").asBoolean()).isFalse();
        assertThat(video.path("readyToStreamAt").isNull()).isTrue();
        var status = video.path("status");
        return status.path("errorReasonCode").asString()
                + ": "
                + status.path("errorReasonText").asString();
    }
}
