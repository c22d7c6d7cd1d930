package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static video.divine.media.gateway.saga.SagaStep.DELETED_AT_STREAM;
import static video.divine.media.gateway.saga.SagaStep.DELETION_ACCEPTED;
import static video.divine.media.gateway.saga.SagaStep.DELETION_BEGUN;
import static video.divine.media.gateway.saga.SagaStep.DELETION_CONFIRMED;
import static video.divine.media.gateway.saga.SagaStep.TICKET_MADE;
import static video.divine.media.gateway.saga.SagaStep.UPLOAD_CONFIRMED;
import static video.divine.media.gateway.saga.SagaStep.UPLOAD_GRANTED;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.gateway.saga.SagaStep;

import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.EnumSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * The process is ended at each step of the upload and of the deletion, as {@code kill -9} does; the
 * next one finds the rest of the way. Each process that takes up a saga is ended in the next one.
 */
class SagaKillIT {
    private static final int KILLED = 137;

    /** Of one process: it takes up the tasks of the one before only after a while. */
    private static final int MOST_DELETIONS = 3;

    private static final String HALT_AT = "MEDIA_TEST_HALT_AT";

    /** The log knew nothing yet of who was to be told: a retry makes the upload again. */
    private static final List<SagaStep> UPLOAD =
            List.of(UPLOAD_GRANTED, TICKET_MADE, UPLOAD_CONFIRMED);

    private static final List<SagaStep> DELETION =
            List.of(DELETION_ACCEPTED, DELETION_BEGUN, DELETED_AT_STREAM, DELETION_CONFIRMED);

    private final Publisher publisher = Publisher.anyone();
    private final Ports ports = Ports.free();

    @Test
    void everyStepIsTried() {
        var tried = EnumSet.noneOf(SagaStep.class);
        tried.addAll(UPLOAD);
        tried.addAll(DELETION);

        assertThat(tried).isEqualTo(EnumSet.allOf(SagaStep.class));
    }

    @Test
    void anUploadIsMadeOnce(@TempDir(factory = BuildDirectory.class) Path directory)
            throws Exception {
        ClockHour.awaitEnough();
        var data = directory.resolve("data");
        for (var step : UPLOAD) {
            try (var service = startedToHaltAt(step, data)) {
                assertThatThrownBy(() -> upload(service.client(), step))
                        .isInstanceOf(UncheckedIOException.class);
                assertThat(service.awaitExit()).as(service.log()).isEqualTo(KILLED);
            }
        }
        try (var service = ServiceProcess.start(ports, data)) {
            var client = service.client();
            var stream = new SimulatedStreamClient(client, ports);
            for (var step : UPLOAD) {
                var ticket = upload(client, step);
                assertThat(ticket.status()).as("%s: %s", step, ticket).isEqualTo(201);
                var uid = ticket.text("uid");
                var lookup = client.get("/v1/lookup?vineId=" + vineId(step));
                assertThat(lookup.text("uid")).as("%s", step).isEqualTo(uid);
                // A ticket of an earlier try would reserve minutes until somebody finds it.
                var name = stream.video(uid).json().at("/result/meta/name").asString();
                var made = stream.list("video_name=" + name).json().path("result");
                assertThat(made).as("%s", step).hasSize(1);
                assertThat(client.upload(ticket.text("uploadURL"), Clips.brief()).status())
                        .isEqualTo(200);
                client.await(uid, "ready");
            }
        }
    }

    @Test
    void aDeletionCompletes(@TempDir(factory = BuildDirectory.class) Path directory)
            throws Exception {
        var data = directory.resolve("data");
        var deleted = new ArrayList<String>();
        for (var step : DELETION) {
            // A deletion that the kill before left over may be what passes the step.
            try (var service = ServiceProcess.launch(ports, data, Map.of(HALT_AT, step.name()))) {
                var client = service.client();
                var inAll = deleted.size() + MOST_DELETIONS;
                while (service.isAlive()) {
                    if (deleted.size() < inAll) {
                        deleteOne(client, step).ifPresent(deleted::add);
                    }
                    Thread.sleep(Duration.ofMillis(200));
                }
                assertThat(service.awaitExit()).as(service.log()).isEqualTo(KILLED);
            }
        }
        // The first is cut off at every step in turn, if it is the one that the next takes up.
        assertThat(deleted).isNotEmpty();
        try (var service = ServiceProcess.start(ports, data)) {
            for (var uid : deleted) {
                assertGone(service.client(), uid);
            }
        }
    }

    /** The uid, where the service is ready and the deletion is in its log. */
    private static Optional<String> deleteOne(MediaClient client, SagaStep step) {
        var owner = Publisher.anyone();
        String uid;
        try {
            if (client.get("/readyz").status() != 200) {
                return Optional.empty();
            }
            uid = client.postUntilAnswered("/v1/videos", "{}", owner).text("uid");
        } catch (UncheckedIOException _) {
            // Not there yet, or no longer.
            return Optional.empty();
        }
        try {
            var accepted = client.delete("/v1/videos/" + uid, owner).status() == 202;
            return accepted ? Optional.of(uid) : Optional.empty();
        } catch (UncheckedIOException _) {
            // Ended before it could answer: by then it is in the log if that is what ended it.
            return step == DELETION_ACCEPTED ? Optional.of(uid) : Optional.empty();
        }
    }

    private void assertGone(MediaClient client, String uid) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> client.get("/v1/videos/" + uid).status() == 410);
        assertThat(new SimulatedStreamClient(client, ports).video(uid).status()).isEqualTo(404);
    }

    /** The same request, however often it is made. */
    private Answer upload(MediaClient client, SagaStep step) {
        var body = "{\"vineId\":\"%s\"}".formatted(vineId(step));
        return client.postUntilAnswered(
                "/v1/videos",
                body,
                "Authorization",
                publisher.authorization("POST", client.url("/v1/videos"), body),
                "Idempotency-Key",
                step.name());
    }

    private String vineId(SagaStep step) {
        return step.name() + "-" + publisher.secretKey().substring(0, 20);
    }

    private ServiceProcess startedToHaltAt(SagaStep step, Path data) throws InterruptedException {
        var service = ServiceProcess.launch(ports, data, Map.of(HALT_AT, step.name()));
        service.awaitReady();
        return service;
    }
}
