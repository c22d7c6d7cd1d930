package video.divine.media.gateway.remote;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.http.HttpStatus;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.avro.read.AliasTarget;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.remote.FakeProcessors.Processor;

import java.net.URI;
import java.util.List;

/** What a caller sees of who answered. */
class ServedByFilterTest {
    private static final URI A = URI.create("http://a:1");

    final FakeProcessors processors = new FakeProcessors();
    final Processor processor = new Processor(StoresOf.all("a", ReplicaRole.STANDBY, 5L));
    final RemoteReads reads =
            new RemoteReads(
                    processors, ReadSettings.of(List.of(A), "token"), new SimpleMeterRegistry());
    final WebTestClient client =
            WebTestClient.bindToRouterFunction(
                            RouterFunctions.route()
                                    .GET(
                                            "/lookup",
                                            _ ->
                                                    reads.lookup("vine:x")
                                                            .flatMap(
                                                                    uid ->
                                                                            ServerResponse.ok()
                                                                                    .bodyValue(uid))
                                                            .onErrorResume(
                                                                    UnavailableException.class,
                                                                    _ ->
                                                                            ServerResponse.status(
                                                                                            HttpStatus
                                                                                                    .SERVICE_UNAVAILABLE)
                                                                                    .build()))
                                    .build())
                    .handlerStrategies(
                            HandlerStrategies.builder().webFilter(new ServedByFilter()).build())
                    .build();

    @BeforeEach
    void start() {
        processors.processors.put(A, processor);
        reads.start();
    }

    @AfterEach
    void stop() {
        reads.close();
    }

    @Test
    void anAnswerOfAStandbyIsLabelled() {
        processor.reads = _ -> FakeProcessors.standby(new AliasTarget("abc"), 5);

        client.get()
                .uri("/lookup")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .valueEquals("X-Served-By", "standby; lag=5");
    }

    @Test
    void anAnswerOfTheActiveIsNot() {
        processor.reads = _ -> FakeProcessors.active(new AliasTarget("abc"));

        client.get()
                .uri("/lookup")
                .exchange()
                .expectStatus()
                .isOk()
                .expectHeader()
                .doesNotExist("X-Served-By");
    }

    @Test
    void noAnswerIsNot() {
        processor.reads = _ -> FakeProcessors.refused("lagging");

        client.get()
                .uri("/lookup")
                .exchange()
                .expectStatus()
                .isEqualTo(503)
                .expectHeader()
                .doesNotExist("X-Served-By");
    }
}
