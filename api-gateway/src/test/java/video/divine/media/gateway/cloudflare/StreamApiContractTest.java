package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.gateway.cloudflare.StreamClientTest.COMMAND;
import static video.divine.media.gateway.cloudflare.StreamClientTest.PUBKEY;
import static video.divine.media.gateway.cloudflare.StreamClientTest.REQUEST;
import static video.divine.media.gateway.cloudflare.StreamClientTest.SAGA;
import static video.divine.media.gateway.cloudflare.StreamClientTest.fault;
import static video.divine.media.gateway.cloudflare.StreamClientTest.value;

import io.micrometer.core.instrument.simple.SimpleMeterRegistry;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.service.tracing.Traces;

import java.time.Duration;
import java.util.Map;
import java.util.stream.Stream;

/** What tests elsewhere rely on in the fake must be so in the real client. */
class StreamApiContractTest {
    static Stream<StreamApi> both() {
        var settings =
                StreamSettings.of(StreamSettings.CLOUDFLARE, TinyStream.ACCOUNT, TinyStream.TOKEN);
        var client =
                new StreamClient(
                        StreamConnection.web(settings, new TinyStreamConnector(new TinyStream())),
                        settings,
                        new FixedBudget(1_100),
                        new SimpleMeterRegistry(),
                        Traces.NONE,
                        System::nanoTime,
                        () -> {});
        return Stream.of(new FakeStream(), client);
    }

    @ParameterizedTest
    @MethodSource("both")
    void aTicketIsFoundReadAndDeleted(StreamApi api) {
        var ticket = value(api.directUpload(REQUEST, SAGA));

        assertThat(ticket.expiresAt()).isEqualTo(REQUEST.expiry());
        assertThat(StreamVideo.isUid(ticket.uid())).isTrue();
        var found = value(api.findByName(COMMAND, SAGA));
        assertThat(found).extracting(StreamVideo::uid).containsExactly(ticket.uid());
        assertThat(found.getFirst().awaitsUpload()).isTrue();
        assertThat(found.getFirst().creator()).contains(PUBKEY);
        assertThat(value(api.get(ticket.uid(), SAGA))).isPresent();

        api.delete(ticket.uid(), SAGA).block(SAGA);

        assertThat(value(api.findByName(COMMAND, SAGA))).isEmpty();
        assertThat(value(api.get(ticket.uid(), SAGA))).isEmpty();
        api.delete(ticket.uid(), SAGA).block(SAGA);
    }

    @ParameterizedTest
    @MethodSource("both")
    void aRepeatedRequestReplacesTheTicket(StreamApi api) {
        var first = value(api.directUpload(REQUEST, SAGA));
        var second =
                value(
                        api.directUpload(
                                new TicketRequest(
                                        COMMAND, PUBKEY, Map.of(), REQUEST.expiry(), 60, true),
                                SAGA));

        assertThat(value(api.get(first.uid(), SAGA))).isEmpty();
        assertThat(value(api.get(second.uid(), SAGA))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("both")
    void aTicketForTusIsOneToo(StreamApi api) {
        var ticket =
                value(
                        api.directUpload(
                                new TicketRequest(
                                        COMMAND,
                                        PUBKEY,
                                        Map.of(),
                                        REQUEST.expiry(),
                                        60,
                                        false,
                                        new UploadMethod.Tus(1)),
                                SAGA));

        assertThat(value(api.findByName(COMMAND, SAGA)))
                .extracting(StreamVideo::uid)
                .containsExactly(ticket.uid());
        assertThat(value(api.get(ticket.uid(), SAGA))).isPresent();
    }

    @ParameterizedTest
    @MethodSource("both")
    void nothingIsDoneWithoutTime(StreamApi api) {
        assertThat(fault(api.directUpload(REQUEST, Duration.ZERO)).reason())
                .isEqualTo(Reason.OUT_OF_TIME);
        assertThat(value(api.findByName(COMMAND, SAGA))).isEmpty();
    }
}
