package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import tools.jackson.databind.JsonNode;

import video.divine.media.simulator.OriginServer.Manner;
import video.divine.media.simulator.quota.AccountLimits;

import java.io.IOException;
import java.net.URI;
import java.net.http.HttpRequest.BodyPublishers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;

/** How much an account may hold; here it is ten minutes and two videos at once. */
class AccountQuotaTest {
    private static final int CODE = 10021;

    @TempDir Path directory;
    private final AtomicReference<Duration> ahead = new AtomicReference<>(Duration.ZERO);
    private StreamSimulator simulator;
    private Client client;

    @BeforeEach
    void start() {
        simulator =
                Simulators.start(
                        Simulators.settings(directory)
                                .withClock(() -> Instant.now().plus(ahead.get()))
                                .withAccountLimits(new AccountLimits(10, 2)));
        client = new Client(simulator);
    }

    @AfterEach
    void stop() {
        simulator.close();
    }

    @Test
    void anEmptyAccountHasUsedNothing() {
        assertThat(client.get("/storage-usage").result().toString())
                .isEqualTo(
                        """
                        {"totalStorageMinutes":0,"totalStorageMinutesLimit":10,"videoCount":0}""");
    }

    @Test
    void aLinkReservesItsMinutesUntilItExpires() {
        ticket(540);
        assertThat(minutes()).isEqualTo(9);
        assertThat(ask(61).status()).isEqualTo(413);
        assertThat(ask(61).code()).isEqualTo(CODE);
        assertThat(ask(60).status()).isEqualTo(200);
        assertThat(minutes()).isEqualTo(10);
        assertThat(ask(1).status()).isEqualTo(413);

        ahead.set(Duration.ofMinutes(30));

        assertThat(minutes()).isZero();
        assertThat(usage("").path("videoCount").asInt()).isEqualTo(2);
        assertThat(ask(600).status()).isEqualTo(200);
    }

    @Test
    void whatIsRefusedIsNoVideo() {
        assertThat(ask(601).status()).isEqualTo(413);

        assertThat(client.get("").result()).isEmpty();
    }

    @Test
    void anUploadTakesUpItsDurationInstead() {
        var ticket = ticket(600);
        client.upload(ticket, TestVideos.square(2)).result();
        client.awaitEnd(ticket.uid());

        assertThat(minutes()).isBetween(2.0 / 60 - 0.001, 2.0 / 60 + 0.001);
        assertThat(ask(597).status()).isEqualTo(200);
    }

    @Test
    void aVideoWhoseDurationIsNotKnownYetTakesUpItsLongest() {
        var faults = new FaultControl(simulator);
        faults.put("{\"state\":{\"stuck\":\"queued\"}}").result();
        var ticket = ticket(300);
        client.upload(ticket, TestVideos.withoutDuration()).result();

        assertThat(minutes()).isEqualTo(5);
        faults.clear();
        client.awaitEnd(ticket.uid());
        assertThat(minutes()).isLessThan(0.1);
    }

    @Test
    void aFailureAndADeletionGiveTheMinutesBack() {
        var failed = ticket(300);
        var deleted = ticket(300);
        assertThat(minutes()).isEqualTo(10);

        client.upload(failed, TestVideos.text());
        assertThat(minutes()).isEqualTo(5);
        client.delete("/" + deleted.uid());
        assertThat(minutes()).isZero();
    }

    @Test
    void usageIsToldOfOneCreatorToo() {
        client.directUpload("{\"maxDurationSeconds\":60,\"creator\":\"alice\"}");
        client.directUpload("{\"maxDurationSeconds\":120,\"creator\":\"bob\"}");

        assertThat(usage("?creator=bob").toString())
                .isEqualTo(
                        """
                        {"creator":"bob","totalStorageMinutes":2,\
                        "totalStorageMinutesLimit":10,"videoCount":1}""");
        assertThat(usage("?creator=nobody").path("videoCount").asInt()).isZero();
        assertThat(usage("").path("totalStorageMinutes").asInt()).isEqualTo(3);
    }

    @Test
    void ofManyForTheLastPlacesSoManyGetThem() {
        var statuses =
                Stream.generate(
                                () ->
                                        CompletableFuture.supplyAsync(
                                                () -> ask(200).status(),
                                                Thread::startVirtualThread))
                        .limit(12)
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
        assertThat(statuses).filteredOn(status -> status == 413).hasSize(9);
    }

    @Test
    void onlySoManyVideosMayBeProcessedAtOnce() {
        var faults = new FaultControl(simulator);
        faults.put("{\"state\":{\"stuck\":\"inprogress\"}}").result();
        var first = ticket(9);
        var second = ticket(9);
        client.upload(first, TestVideos.square(2)).result();
        assertThat(ask(9).status()).isEqualTo(200);
        client.upload(second, TestVideos.square(2)).result();

        var refused = ask(9);
        assertThat(refused.status()).isEqualTo(429);
        assertThat(refused.code()).isEqualTo(10022);
        faults.clear();
        client.awaitEnd(first.uid());
        assertThat(ask(9).status()).isEqualTo(200);
    }

    @Test
    void anEditReservesNoMoreThanThereIsRoomFor() {
        ticket(300);
        var edited = ticket(60);
        var before = client.video(edited.uid());

        var refused = client.post("/" + edited.uid(), body(301));

        assertThat(refused.status()).isEqualTo(413);
        assertThat(refused.code()).isEqualTo(CODE);
        assertThat(client.video(edited.uid())).isEqualTo(before);
        client.post("/" + edited.uid(), body(300)).result();
        assertThat(minutes()).isEqualTo(10);
        client.post("/" + edited.uid(), "{\"creator\":\"b\"}").result();
        client.post("/" + edited.uid(), body(240)).result();
        assertThat(minutes()).isEqualTo(9);
    }

    @Test
    void anExpiredLinkThatIsGivenMoreTimeNeedsRoomAgain() {
        var expired = ticket(600);
        ahead.set(Duration.ofMinutes(31));
        var other = ticket(1);
        var later = Instant.now().plus(Duration.ofHours(1)).toString();
        var edit = "{\"uploadExpiry\":\"%s\"}".formatted(later);

        assertThat(client.post("/" + expired.uid(), edit).status()).isEqualTo(413);
        client.delete("/" + other.uid());
        assertThat(client.post("/" + expired.uid(), edit).status()).isEqualTo(200);
    }

    @Test
    void ofManyEditsForTheLastPlacesSoManyGetThem() {
        var tickets = Stream.generate(() -> ticket(20)).limit(12).toList();
        var statuses =
                tickets.stream()
                        .map(
                                ticket ->
                                        CompletableFuture.supplyAsync(
                                                () ->
                                                        client.post("/" + ticket.uid(), body(120))
                                                                .status(),
                                                Thread::startVirtualThread))
                        .toList()
                        .stream()
                        .map(CompletableFuture::join)
                        .toList();

        assertThat(statuses).filteredOn(status -> status == 200).hasSize(3);
        assertThat(statuses).filteredOn(status -> status == 413).hasSize(9);
    }

    @Test
    void everyWayToANewVideoNeedsRoom() throws IOException {
        var original = client.process(TestVideos.square(2)).path("uid").asString();
        ticket(597);

        assertThat(waysToANewVideo(original))
                .hasSize(4)
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(413))
                .allSatisfy(answer -> assertThat(answer.code()).isEqualTo(CODE));
        assertThat(client.get("").result()).hasSize(2);
        assertThat(folders()).containsExactly(original);
    }

    @Test
    void everyWayToANewVideoIsClosedWhileTooManyAreProcessed() throws IOException {
        var original = client.process(TestVideos.square(2)).path("uid").asString();
        var faults = new FaultControl(simulator);
        faults.put("{\"state\":{\"stuck\":\"inprogress\"}}").result();
        var first = accountUpload().result().path("uid").asString();
        var second = accountUpload().result().path("uid").asString();

        assertThat(waysToANewVideo(original))
                .allSatisfy(answer -> assertThat(answer.status()).isEqualTo(429))
                .allSatisfy(answer -> assertThat(answer.code()).isEqualTo(10022));
        assertThat(folders()).containsExactlyInAnyOrder(original, first, second);
    }

    @Test
    void aCopyOfAnyDurationTakesUpNothingUntilItIsMeasured() {
        try (var origin = new OriginServer()) {
            var url =
                    origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.HOLDING);
            ticket(600);

            var copy = client.post("/copy", "{\"input\":\"%s\"}".formatted(url)).result();
            assertThat(minutes()).isEqualTo(10);
            origin.release();
            var ended = client.awaitEnd(copy.path("uid").asString());

            assertThat(Client.state(ended)).isEqualTo("ready");
            assertThat(minutes()).isGreaterThan(10);
            assertThat(ask(1).status()).isEqualTo(413);
        }
    }

    @Test
    void aCopyThatNamesItsLongestDurationReservesIt() {
        try (var origin = new OriginServer()) {
            var url =
                    origin.serve("/v.mp4", TestVideos.bytes(TestVideos.square(2)), Manner.HOLDING);

            client.post("/copy", copyBody(url, 300)).result();

            assertThat(minutes()).isEqualTo(5);
        }
    }

    /** By tus, as one file, from a URL, and as a part of another; each of more than a second. */
    private List<Client.Answer> waysToANewVideo(String original) {
        return List.of(
                client.send(
                        new Tus(client)
                                .creation(1)
                                .header("Upload-Metadata", "maxDurationSeconds NjA=")),
                accountUpload(),
                client.post("/copy", copyBody(URI.create("http://localhost:9/v.mp4"), 60)),
                client.post(
                        "/clip",
                        """
                        {"clippedFromVideoUID":"%s","startTimeSeconds":0,"endTimeSeconds":2}"""
                                .formatted(original)));
    }

    private static String copyBody(URI url, int seconds) {
        return "{\"input\":\"%s\",\"maxDurationSeconds\":%d}".formatted(url, seconds);
    }

    private Client.Answer accountUpload() {
        return client.send(
                client.authorized(client.stream(""))
                        .header("Content-Type", Client.multipartType())
                        .POST(
                                BodyPublishers.ofByteArrays(
                                        Client.multipart(
                                                "file", TestVideos.bytes(TestVideos.square(2))))));
    }

    /** Of videos that have files. */
    private List<String> folders() throws IOException {
        try (var folders = Files.list(directory.resolve("media"))) {
            return folders.map(folder -> String.valueOf(folder.getFileName())).toList();
        }
    }

    private Client.Ticket ticket(int seconds) {
        return client.directUpload(body(seconds));
    }

    private Client.Answer ask(int seconds) {
        return client.post("/direct_upload", body(seconds));
    }

    private static String body(int seconds) {
        return "{\"maxDurationSeconds\":" + seconds + "}";
    }

    private double minutes() {
        return usage("").path("totalStorageMinutes").asDouble();
    }

    private JsonNode usage(String query) {
        return client.get("/storage-usage" + query).result();
    }
}
