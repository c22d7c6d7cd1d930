package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.REQUEST;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.DecoderException;
import io.netty.handler.timeout.ReadTimeoutException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.reactive.function.client.WebClientRequestException;

import reactor.core.publisher.Mono;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.tcp.TcpServer;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;
import video.divine.media.gateway.cloudflare.StreamSettings.Calls;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;

import javax.net.ssl.SSLException;
import javax.net.ssl.SSLHandshakeException;

class TransportFailureTest {
    static Stream<Arguments> errors() {
        return Stream.of(
                Arguments.of(new TimeoutException(), Reason.TIMED_OUT),
                Arguments.of(wrapped(new TimeoutException()), Reason.TIMED_OUT),
                Arguments.of(
                        wrapped(new PoolAcquireTimeoutException(Duration.ofSeconds(2))),
                        Reason.NO_CONNECTION),
                Arguments.of(
                        wrapped(new PoolAcquirePendingLimitException(128)), Reason.NO_CONNECTION),
                Arguments.of(wrapped(new ConnectTimeoutException()), Reason.UNREACHABLE),
                Arguments.of(wrapped(new ConnectException()), Reason.UNREACHABLE),
                Arguments.of(wrapped(new UnknownHostException()), Reason.UNREACHABLE),
                Arguments.of(wrapped(new SSLHandshakeException("")), Reason.UNREACHABLE),
                Arguments.of(wrapped(new SSLException("")), Reason.CONNECTION_LOST),
                Arguments.of(wrapped(ReadTimeoutException.INSTANCE), Reason.TIMED_OUT),
                Arguments.of(wrapped(new IOException()), Reason.CONNECTION_LOST),
                Arguments.of(new IOException(), Reason.CONNECTION_LOST),
                Arguments.of(new DecoderException(), Reason.CONNECTION_LOST),
                Arguments.of(wrapped(new IllegalStateException()), Reason.CONNECTION_LOST),
                Arguments.of(new DataBufferLimitException(""), Reason.TOO_LARGE));
    }

    @ParameterizedTest
    @MethodSource("errors")
    void onlyWhatProvesThatNothingWasSentIsNotAmbiguous(Throwable error, Reason reason) {
        assertThat(TransportFailure.of(StreamOperation.GET, error))
                .isInstanceOfSatisfying(
                        StreamFault.class, fault -> assertThat(fault.reason()).isEqualTo(reason));
    }

    @Test
    void anAnswerThatIsTooLargeSaysNothingAboutStreamsHealth() {
        assertThat(Reason.TOO_LARGE.illness()).isFalse();
        assertThat(Reason.TOO_LARGE.retryable()).isFalse();
    }

    @Test
    void anErrorStaysAnError() {
        var bug = new AssertionError();

        assertThat(TransportFailure.of(StreamOperation.GET, bug)).isSameAs(bug);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "HTTP/1.1 200 OK~Content-Length: 100~~cut off|CONNECTION_LOST",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~5~{\"a\"|CONNECTION_LOST",
                "HTTP/1.1 200 OK~Transfer-Encoding: chunked~~zz~~|CONNECTION_LOST",
                "SSH-2.0-elsewhere~~|CONNECTION_LOST"
            })
    void aBrokenAnswerLeavesOpenWhetherATicketWasMade(String answer, Reason reason) {
        var bytes = Mono.just(answer.replace("~", "\r\n"));
        var server =
                TcpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle((in, out) -> in.receive().next().then(out.sendString(bytes).then()))
                        .bindNow();
        var settings =
                StreamSettings.of(
                                URI.create("http://127.0.0.1:" + server.port()),
                                TinyStream.ACCOUNT,
                                TinyStream.TOKEN)
                        .withCalls(
                                new Calls(
                                        Duration.ofSeconds(2),
                                        Duration.ofSeconds(10),
                                        1,
                                        Duration.ofMillis(1),
                                        1,
                                        Duration.ofSeconds(10)));
        try (var client =
                StreamClient.connect(settings, new FixedBudget(1_100), new SimpleMeterRegistry())) {
            var fault = fault(client.directUpload(REQUEST, SAGA));

            assertThat(fault.reason()).isEqualTo(reason);
            assertThat(fault.reason().ambiguous()).isTrue();
        } finally {
            server.disposeNow();
        }
    }

    private static WebClientRequestException wrapped(Throwable cause) {
        return new WebClientRequestException(
                cause, HttpMethod.POST, URI.create("http://x/secret"), HttpHeaders.EMPTY);
    }
}
