package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;

class EditTest {
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
    void namedFieldsChangeAndTheOthersStay() {
        var ticket =
                client.directUpload(
                        "{\"maxDurationSeconds\":60,\"creator\":\"a\",\"meta\":{\"name\":\"n\"}}");
        var before = client.video(ticket.uid());

        var after =
                client.post(
                                "/" + ticket.uid(),
                                """
                                {"creator":"b","requireSignedURLs":true,"allowedOrigins":["x"],
                                 "thumbnailTimestampPct":0.5,"publicDetails":{"title":"t"},
                                 "uid":"%s","unknown":1}
                                """
                                        .formatted(ticket.uid()))
                        .result();

        assertThat(after.path("creator").asString()).isEqualTo("b");
        assertThat(after.path("requireSignedURLs").asBoolean()).isTrue();
        assertThat(after.path("allowedOrigins").toString()).isEqualTo("[\"x\"]");
        assertThat(after.path("thumbnailTimestampPct").asDouble()).isEqualTo(0.5);
        assertThat(after.at("/publicDetails/title").asString()).isEqualTo("t");
        assertThat(after.path("meta").toString()).isEqualTo("{\"name\":\"n\"}");
        assertThat(after.path("maxDurationSeconds").asInt()).isEqualTo(60);
        assertThat(Instant.parse(after.path("modified").asString()))
                .isAfter(Instant.parse(before.path("modified").asString()));
        assertThat(client.video(ticket.uid())).isEqualTo(after);
    }

    @Test
    void metaIsReplacedAsAWhole() {
        var ticket = client.directUpload("{\"maxDurationSeconds\":60,\"meta\":{\"a\":1}}");

        var after = client.post("/" + ticket.uid(), "{\"meta\":{\"b\":2}}").result();

        assertThat(after.path("meta").toString()).isEqualTo("{\"b\":2}");
    }

    @Test
    void nullClearsTheScheduledDeletion() {
        var time = Instant.now().plus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);
        var ticket =
                client.directUpload(
                        "{\"maxDurationSeconds\":60,\"scheduledDeletion\":\"%s\"}".formatted(time));
        var before = client.video(ticket.uid()).path("scheduledDeletion").asString();

        var after = client.post("/" + ticket.uid(), "{\"scheduledDeletion\":null}").result();

        assertThat(Instant.parse(before)).isEqualTo(time);
        assertThat(after.path("scheduledDeletion").isNull()).isTrue();
    }

    @Test
    void everyFieldCanBeChangedAfterTheUploadExceptTheLinksExpiry() {
        var uid = client.process(TestVideos.square(2)).path("uid").asString();
        var time = Instant.now().plus(40, ChronoUnit.DAYS).truncatedTo(ChronoUnit.SECONDS);

        var after =
                client.post(
                                "/" + uid,
                                """
                                {"creator":"b","meta":{"name":"n"},"requireSignedURLs":true,
                                 "allowedOrigins":["*.x.example","localhost:3000"],
                                 "thumbnailTimestampPct":1,"maxDurationSeconds":36000,
                                 "scheduledDeletion":"%s",
                                 "publicDetails":{"title":"t","share_link":"s","channel_link":null,
                                                  "logo":"l","media_id":7}}
                                """
                                        .formatted(time))
                        .result();

        assertThat(after.path("creator").asString()).isEqualTo("b");
        assertThat(after.path("maxDurationSeconds").asInt()).isEqualTo(36_000);
        assertThat(after.path("allowedOrigins")).hasSize(2);
        assertThat(after.at("/publicDetails/media_id").asInt()).isEqualTo(7);
        assertThat(Instant.parse(after.path("scheduledDeletion").asString())).isEqualTo(time);
        assertThat(Client.state(after)).isEqualTo("ready");
        assertThat(client.video(uid)).isEqualTo(after);
        var later = Instant.now().plusSeconds(600);
        assertThat(client.post("/" + uid, "{\"uploadExpiry\":\"%s\"}".formatted(later)).code())
                .isEqualTo(10005);
    }

    @Test
    void theLinkCanBeMadeToExpireSooner() {
        var ticket = client.directUpload();
        var soon = Instant.now().plusSeconds(2);

        client.post("/" + ticket.uid(), "{\"uploadExpiry\":\"%s\"}".formatted(soon)).result();
        while (Instant.now().isBefore(soon)) {
            Client.pause();
        }

        assertThat(client.upload(ticket, TestVideos.square(2)).status()).isEqualTo(410);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{\"uid\":\"00000000000000000000000000000000\"}",
                "{\"maxDurationSeconds\":0}",
                "{\"meta\":[]}",
                "{\"meta\":\"name\"}",
                "{\"maxDurationSeconds\":36001}",
                "{\"creator\":\"aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa\"}",
                "{\"requireSignedURLs\":\"true\"}",
                "{\"allowedOrigins\":\"x\"}",
                "{\"publicDetails\":\"title\"}",
                "{\"publicDetails\":{\"title\":1}}",
                "{\"scheduledDeletion\":\"2020-01-01T00:00:00Z\"}",
                "{\"scheduledDeletion\":true}",
                "{\"thumbnailTimestampPct\":-1}",
                "{\"uploadExpiry\":\"2020-01-01T00:00:00Z\"}"
            })
    void aFieldOutOfItsBoundsIsRefusedAndNothingChanges(String body) {
        var ticket = client.directUpload();
        var before = client.video(ticket.uid());

        var answer = client.post("/" + ticket.uid(), body);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
        assertThat(client.video(ticket.uid())).isEqualTo(before);
    }

    @Test
    void anUnknownVideoCanNeitherBeEditedNorDeleted() {
        var unknown = "/" + "0".repeat(32);

        assertThat(client.post(unknown, "{}").code()).isEqualTo(10003);
        assertThat(client.delete(unknown).statusCode()).isEqualTo(404);
    }

    @Test
    void aDeletedVideoIsGoneWithItsFiles() {
        var video = client.process(TestVideos.square(2));
        var uid = video.path("uid").asString();
        assertThat(directory.resolve("media").resolve(uid)).exists();

        var deleted = client.delete("/" + uid);

        assertThat(deleted.statusCode()).isEqualTo(200);
        assertThat(deleted.body()).isEmpty();
        assertThat(directory.resolve("media").resolve(uid)).doesNotExist();
        assertThat(client.get("/" + uid).code()).isEqualTo(10003);
        assertThat(client.delete("/" + uid).statusCode()).isEqualTo(404);
    }
}
