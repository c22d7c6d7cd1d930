package video.divine.media.gateway.http;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;
import org.springframework.http.HttpStatus;
import org.springframework.mock.http.server.reactive.MockServerHttpRequest;
import org.springframework.mock.web.server.MockServerWebExchange;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.ServerRequest;

import reactor.core.publisher.Flux;
import reactor.test.StepVerifier;

import video.divine.media.service.problem.ProblemException;

import java.time.Duration;

/** A body that comes, and one that does not. */
class RawBodyTest {
    private static final DataBuffer PART =
            DefaultDataBufferFactory.sharedInstance.wrap("{}".getBytes(UTF_8));

    private static ServerRequest request(Flux<DataBuffer> body) {
        return ServerRequest.create(
                MockServerWebExchange.from(MockServerHttpRequest.post("/").body(body)),
                HandlerStrategies.withDefaults().messageReaders());
    }

    @Test
    void aBodyThatIsSlowIsWaitedFor() {
        StepVerifier.withVirtualTime(
                        () ->
                                RawBody.of(
                                        request(
                                                Flux.just(PART)
                                                        .delayElements(
                                                                RawBody.PATIENCE.minusMillis(1)))))
                .thenAwait(RawBody.PATIENCE)
                .assertNext(bytes -> assertThat(bytes).isEqualTo("{}".getBytes(UTF_8)))
                .verifyComplete();
    }

    @Test
    void aBodyThatNeverEndsIsNot() {
        StepVerifier.withVirtualTime(
                        () -> RawBody.of(request(Flux.just(PART).concatWith(Flux.never()))))
                .expectSubscription()
                .expectNoEvent(RawBody.PATIENCE.minus(Duration.ofMillis(1)))
                .thenAwait(Duration.ofMillis(1))
                .verifyErrorSatisfies(
                        failure ->
                                assertThat(failure)
                                        .isInstanceOfSatisfying(
                                                ProblemException.class,
                                                it ->
                                                        assertThat(it.problem().status())
                                                                .isEqualTo(
                                                                        HttpStatus
                                                                                .REQUEST_TIMEOUT)));
    }
}
