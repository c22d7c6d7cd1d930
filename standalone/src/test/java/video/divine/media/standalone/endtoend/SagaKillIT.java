package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

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
import java.util.EnumSet;
import java.util.List;
import java.util.Map;

/**
 * The process is ended at each step of the upload and of the deletion, as {@code kill -9} does; the
 * next one finds the rest of the way.
 */
class SagaKillIT {
    private static final int KILLED = 137;

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
            var stream = new SimulatedStreamClient(client, ports.simulatorUrl());
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

    /** One deletion: what the next process finds of it passes the step at which that one ends. */
    @Test
    void aDeletionCompletes(@TempDir(factory = BuildDirectory.class) Path directory)
            throws Exception {
        var data = directory.resolve("data");
        var body = "{\"vineId\":\"%s\"}".formatted(publisher.secretKey().substring(0, 20));
        Answer video;
        try (var service = startedToHaltAt(DELETION.getFirst(), data)) {
            var client = service.client();
            var ticket = client.ticket(publisher, body);
            client.upload(ticket.text("uploadURL"), Clips.brief());
            video = client.await(ticket.text("uid"), "ready");
            assertThatThrownBy(() -> client.delete("/v1/videos/" + video.text("uid"), publisher))
                    .isInstanceOf(UncheckedIOException.class);
            assertThat(service.awaitExit()).as(service.log()).isEqualTo(KILLED);
        }
        for (var step : DELETION.subList(1, DELETION.size())) {
            try (var service = ServiceProcess.launch(ports, data, Map.of(HALT_AT, step.name()))) {
                assertThat(service.awaitExit()).as(service.log()).isEqualTo(KILLED);
            }
        }
        try (var service = ServiceProcess.start(ports, data)) {
            var uid = video.text("uid");
            var client = service.client();
            var stream = new SimulatedStreamClient(client, ports.simulatorUrl());
            new Deletion(client, stream, service.topics(), uid, video.text("owner"))
                    .awaitEverywhere();
            assertThat(client.ticket(Publisher.anyone(), body).text("uid")).isNotEqualTo(uid);
        }
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
