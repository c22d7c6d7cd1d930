package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.Gateway.VIDEOS;
import static video.divine.media.gateway.Gateway.expect;

import ch.qos.logback.classic.Level;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.test.web.reactive.server.WebTestClient;
import org.springframework.test.web.reactive.server.WebTestClient.ResponseSpec;

import reactor.core.publisher.Flux;
import reactor.core.scheduler.Schedulers;

import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.Logs;
import video.divine.media.gateway.Samples;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.nostr.BouncyCastleSchnorr;
import video.divine.media.gateway.nostr.Nip98Settings;
import video.divine.media.gateway.nostr.Nip98Verifier;

import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;

/** Nothing blocks an event loop, and the guard that says so barks. */
class EventLoopTest {
    private static final String UID = "abc";

    final Gateway gateway = Gateway.shared();
    final WebTestClient client = gateway.overTheNetwork();
    final Logs logs = Logs.ofTheGateway();

    @AfterEach
    void close() {
        logs.close();
    }

    private ResponseSpec get(String path) {
        return client.get()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, gateway.token(HttpMethod.GET, path, ""))
                .exchange();
    }

    private ResponseSpec post(String path, String body) {
        return client.post()
                .uri(path)
                .header(HttpHeaders.AUTHORIZATION, gateway.token(HttpMethod.POST, path, body))
                .bodyValue(body)
                .exchange();
    }

    private static void sleep() {
        try {
            Thread.sleep(1);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v1/videos/abc",
                "/v1/videos/abc/history",
                "/v1/lookup?vineId=abc",
                "/v1/users/79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798/videos",
                "/v1/users/79be667ef9dcbbac55a06295ce870b07029bfcdb2dce28d959f2815b16f81798/quota"
            })
    void aReadThatBlocksIsDetected(String path) {
        gateway.reads.before(EventLoopTest::sleep);

        expect(get(path), 500, "{\"error\":\"internal\"}");
        assertThat(logs.everything())
                .anySatisfy(line -> assertThat(line).contains("BlockingOperationError"));
    }

    @ParameterizedTest
    @ValueSource(strings = {VIDEOS, "/v1/videos/abc/aliases"})
    void aCommandThatBlocksIsDetected(String path) {
        gateway.commands.answer(
                _ -> {
                    sleep();
                    throw new AssertionError("Expected the guard to bark");
                });

        expect(post(path, "{\"vineId\":\"abc\"}"), 500, "{\"error\":\"internal\"}");
        assertThat(logs.everything())
                .anySatisfy(line -> assertThat(line).contains("BlockingOperationError"));
    }

    /** Reads the body too: otherwise the connection is never free again. */
    private static void answered(ResponseSpec response, int status) {
        response.expectStatus().isEqualTo(status).expectBody().returnResult();
    }

    @Test
    void noCallBlocks() {
        gateway.reads.put(Samples.video(UID, gateway.alice.pubkey(), VideoStatus.READY));
        gateway.reads.alias("vine:abc", UID);
        var user = "/v1/users/" + gateway.alice.pubkey().npub();

        for (int round = 0; round < 5; round++) {
            for (var path :
                    List.of(
                            "/v1/videos/abc",
                            "/v1/videos/abc/history",
                            "/v1/lookup?vineId=abc",
                            user + "/videos",
                            user + "/quota",
                            user + "/counters",
                            "/livez",
                            "/readyz",
                            "/openapi.json",
                            "/metrics")) {
                answered(get(path), 200);
            }
            answered(post(VIDEOS, "{\"meta\":{\"a\":\"b\"}}"), 201);
            answered(post("/v1/videos/abc/aliases", "{\"vineId\":\"abc\"}"), 200);
        }

        assertThat(logs.lines(Level.ERROR)).isEmpty();
    }

    @Test
    void whoeverWouldWaitTooLongForASignatureIsSentAway() throws InterruptedException {
        var threads = Schedulers.newBoundedElastic(1, 1, "one");
        var busy = new CountDownLatch(1);
        var started = new CountDownLatch(1);
        threads.schedule(
                () -> {
                    started.countDown();
                    await(busy);
                });
        started.await();
        var authentication =
                new Authentication(
                        new Nip98Verifier(
                                Nip98Settings.strict(List.of(Gateway.BASE_URL)),
                                new BouncyCastleSchnorr(),
                                gateway.clock),
                        threads);
        var request =
                org.springframework.mock.web.reactive.function.server.MockServerRequest.builder()
                        .method(HttpMethod.GET)
                        .uri(java.net.URI.create("/v1/videos/abc/history"))
                        .header(HttpHeaders.AUTHORIZATION, "Nostr x")
                        .build();

        var reasons =
                Flux.range(0, 2)
                        .flatMap(
                                _ ->
                                        authentication
                                                .authenticate(request, new byte[0])
                                                .thenReturn("none")
                                                .onErrorResume(
                                                        UnavailableException.class,
                                                        e ->
                                                                reactor.core.publisher.Mono.just(
                                                                        e.reason()))
                                                .onErrorReturn("malformed"))
                        .doOnNext(_ -> busy.countDown())
                        .collectList()
                        .block(Duration.ofSeconds(20));

        assertThat(reasons).containsExactly("overloaded", "malformed");
        threads.dispose();
    }

    private static void await(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }
}
