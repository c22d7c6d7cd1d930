package video.divine.media.gateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.Connection;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.http.server.HttpServerRequest;

import video.divine.media.avro.read.AliasTarget;
import video.divine.media.avro.read.NoSuchRow;
import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.gateway.remote.Processors.Answered;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.read.ServedBy;
import video.divine.media.schemas.registry.AvroSerde;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.schemas.registry.RegistryUnavailableException;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.tracing.Traces;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.OptionalLong;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;

/** The client over real connections; BlockHound watches the event loops. */
class HttpProcessorsTest {
    private static final String TOKEN = "very-secret-internal-token";
    private static final AliasTarget ROW = new AliasTarget("abc");

    /** What the processor answers. */
    record Canned(
            int status,
            @Nullable String by,
            @Nullable String refused,
            @Nullable String assignment,
            List<Byte> body) {
        static Canned of(int status, @Nullable String by, byte... body) {
            return new Canned(status, by, null, "17", boxed(body));
        }

        private static List<Byte> boxed(byte[] bytes) {
            var boxed = new Byte[bytes.length];
            for (var it = 0; it < bytes.length; it++) {
                boxed[it] = bytes[it];
            }
            return List.of(boxed);
        }

        byte[] bytes() {
            var bytes = new byte[body.size()];
            for (var it = 0; it < bytes.length; it++) {
                bytes[it] = body.get(it);
            }
            return bytes;
        }
    }

    /** Takes its time, and says so by blocking, as one over HTTP does. */
    static final class BlockingRegistry implements SchemaRegistry {
        private final InMemorySchemaRegistry schemas = new InMemorySchemaRegistry();
        final AtomicBoolean away = new AtomicBoolean();

        @Override
        public int register(String subject, Schema schema) {
            return schemas.register(subject, schema);
        }

        @Override
        public Schema schema(int id) {
            try {
                Thread.sleep(1);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            if (away.get()) {
                throw new RegistryUnavailableException("away", null);
            }
            return schemas.schema(id);
        }
    }

    final BlockingRegistry registry = new BlockingRegistry();
    final AvroSerde<ReadAnswer> serde = AvroSerde.forValues(ReadAnswer.class, registry);
    final AtomicReference<Mono<Canned>> answer = new AtomicReference<>(Mono.never());
    final AtomicReference<String> uri = new AtomicReference<>("");
    final AtomicReference<String> authorization = new AtomicReference<>("");
    final Set<String> connections = ConcurrentHashMap.newKeySet();
    final DisposableServer server =
            HttpServer.create()
                    .host("127.0.0.1")
                    .port(0)
                    .handle(
                            (request, response) -> {
                                note(request);
                                return answer.get()
                                        .flatMap(
                                                canned -> {
                                                    response.status(canned.status());
                                                    set(response.responseHeaders(), canned);
                                                    return response.sendByteArray(
                                                                    Mono.just(canned.bytes()))
                                                            .then();
                                                });
                            })
                    .bindNow();
    final URI host = URI.create("http://127.0.0.1:" + server.port());
    final HttpProcessors processors = open(Duration.ofSeconds(1));

    private HttpProcessors open(Duration answerTimeout) {
        return HttpProcessors.open(
                new ReadSettings(
                        List.of(host),
                        TOKEN,
                        100,
                        Duration.ofMillis(250),
                        answerTimeout,
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(3)),
                registry,
                Traces.NONE);
    }

    private void note(HttpServerRequest request) {
        uri.set(request.uri());
        authorization.set(String.valueOf(request.requestHeaders().get("Authorization")));
        request.withConnection(it -> connections.add(String.valueOf(it.channel().remoteAddress())));
    }

    private static void set(io.netty.handler.codec.http.HttpHeaders headers, Canned canned) {
        if (canned.by() != null) {
            headers.set(ReadProtocol.SERVED_BY, canned.by());
        }
        if (canned.refused() != null) {
            headers.set(ReadProtocol.REFUSED, canned.refused());
        }
        if (canned.assignment() != null) {
            headers.set(ReadProtocol.ASSIGNMENT, canned.assignment());
        }
    }

    @AfterEach
    void stop() {
        processors.close();
        server.disposeNow();
    }

    private byte[] encoded(SpecificRecord body) {
        return Objects.requireNonNull(
                serde.serializer().serialize(ReadProtocol.TOPIC, new ReadAnswer(body)));
    }

    private Answered ask(Canned canned) {
        answer.set(Mono.just(canned));
        return ask(processors, OptionalLong.empty());
    }

    private Answered ask(HttpProcessors of, OptionalLong maxLag) {
        return Objects.requireNonNull(
                of.ask(host, ReadPaths.lookup("url:a?b=c&d"), maxLag)
                        .block(Duration.ofSeconds(30)));
    }

    @Test
    void aRowComesWithWhoseItIs() {
        assertThat(ask(Canned.of(200, "active", encoded(ROW))))
                .isEqualTo(new Answered(new Reply.Found(ROW, ServedBy.active()), 17));
        assertThat(ask(Canned.of(200, "standby; lag=3", encoded(ROW))).reply())
                .isEqualTo(new Reply.Found(ROW, new ServedBy.Standby(3, Duration.ZERO)));
    }

    @Test
    void theQuestionIsEncodedAndBearsTheToken() {
        answer.set(Mono.just(Canned.of(204, null)));
        ask(processors, OptionalLong.of(1_000));

        assertThat(uri.get())
                .isEqualTo("/internal/reads/lookup?key=url%3Aa%3Fb%3Dc%26d&maxLag=1000");
        assertThat(authorization.get()).isEqualTo("Bearer " + TOKEN);
        processors.ask(host, ReadProtocol.CALLS, OptionalLong.of(7)).block(Duration.ofSeconds(30));
        assertThat(uri.get()).isEqualTo("/internal/reads/calls?maxLag=7");
    }

    @Test
    void onlyTheActivesOwnWordIsThatThereIsNoRow() {
        var none = encoded(new NoSuchRow());

        assertThat(ask(Canned.of(200, "active", none)).reply()).isEqualTo(new Reply.Absent());
        assertThat(ask(Canned.of(200, "standby; lag=0", none)).reply())
                .isEqualTo(new Reply.Unknown());
        assertThat(ask(Canned.of(204, "standby; lag=0")).reply()).isEqualTo(new Reply.Unknown());
        assertThat(ask(Canned.of(204, "active")).reply()).isEqualTo(new Reply.Unknown());
        assertThat(ask(Canned.of(200, null, none)).reply()).isInstanceOf(Reply.Failed.class);
        assertThat(ask(Canned.of(200, "a proxy", none)).reply()).isInstanceOf(Reply.Failed.class);
        // A path that nobody serves, a token that nobody takes, a bug.
        for (var status : List.of(301, 400, 401, 404, 410, 500, 502, 599)) {
            assertThat(ask(Canned.of(status, "active", none)).reply())
                    .isEqualTo(new Reply.Failed("status " + status, false));
        }
    }

    @Test
    void aRefusalHasItsReason() {
        var refusal = new Canned(503, null, "unsure", "18", List.of());

        assertThat(ask(refusal)).isEqualTo(new Answered(new Reply.Refused("unsure"), 18));
        assertThat(ask(new Canned(503, null, null, null, List.of())))
                .isEqualTo(new Answered(new Reply.Refused("refused"), 0));
        assertThat(ask(new Canned(503, null, "<script>", "x", List.of())))
                .isEqualTo(new Answered(new Reply.Refused("refused"), 0));
    }

    @Test
    void garbageIsNoAnswer() {
        var whole = encoded(ROW);
        var cut = java.util.Arrays.copyOf(whole, whole.length - 1);

        for (var bytes : List.of(new byte[0], new byte[] {1, 2, 3, 4, 5, 6}, cut)) {
            assertThat(ask(Canned.of(200, "active", bytes)).reply())
                    .isEqualTo(new Reply.Failed("garbled answer", false));
        }
    }

    /** The first answer of a schema waits for it, and later ones do not. */
    @Test
    void aRegistryThatBlocksIsNotAskedOnAnEventLoop() {
        registry.away.set(true);
        assertThat(ask(Canned.of(200, "active", encoded(ROW))).reply())
                .isEqualTo(new Reply.Failed("the schema registry does not answer", false));

        registry.away.set(false);
        for (var it = 0; it < 3; it++) {
            assertThat(ask(Canned.of(200, "active", encoded(ROW))).reply())
                    .isInstanceOf(Reply.Found.class);
        }
        registry.away.set(true);
        assertThat(ask(Canned.of(200, "active", encoded(ROW))).reply())
                .isInstanceOf(Reply.Found.class);
    }

    /** The silence of the test before is worth something only if the guard barks. */
    @Test
    void aRegistryThatIsAskedOnAnEventLoopWouldBeSeen() {
        var barked =
                Mono.fromCallable(() -> registry.schema(1))
                        .subscribeOn(reactor.core.scheduler.Schedulers.parallel())
                        .map(_ -> false)
                        .onErrorResume(BlockingOperationError.class, _ -> Mono.just(true))
                        .block(Duration.ofSeconds(30));

        assertThat(barked).isTrue();
    }

    @Test
    void oneThatSaysNothingIsGone() {
        var quick = open(Duration.ofMillis(100));

        assertThat(ask(quick, OptionalLong.empty()).reply())
                .isEqualTo(new Reply.Failed("no answer in time", true));
        quick.close();
    }

    @Test
    void oneThatRefusesConnectionsIsGone() {
        server.disposeNow();

        assertThat(ask(processors, OptionalLong.empty()).reply())
                .isEqualTo(new Reply.Failed("connection refused", true));
    }

    @Test
    void oneThatHangsUpIsGone() {
        answer.set(Mono.error(new IllegalStateException("hangs up")));
        var hangsUp =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .doOnConnection(Connection::dispose)
                        .handle((_, _) -> Mono.never())
                        .bindNow();

        var reply =
                Objects.requireNonNull(
                                processors
                                        .ask(
                                                URI.create("http://127.0.0.1:" + hangsUp.port()),
                                                ReadProtocol.CALLS,
                                                OptionalLong.empty())
                                        .block(Duration.ofSeconds(30)))
                        .reply();

        assertThat(reply)
                .isInstanceOfSatisfying(
                        Reply.Failed.class, failed -> assertThat(failed.gone()).isTrue());
        hangsUp.disposeNow();
    }

    /** The next question may come before the connection of the last one is back. */
    @Test
    void connectionsAreKept() {
        var canned = Canned.of(200, "active", encoded(ROW));
        answer.set(Mono.just(canned));

        Flux.range(0, 20)
                .concatMap(_ -> processors.ask(host, ReadProtocol.CALLS, OptionalLong.empty()))
                .blockLast(Duration.ofSeconds(30));

        assertThat(connections).hasSizeLessThanOrEqualTo(2);
    }

    @Test
    void aNameIsResolvedAndANonsenseNameIsNobody() {
        assertThat(
                        processors
                                .resolve(URI.create("http://127.0.0.1:8081"))
                                .block(Duration.ofSeconds(30)))
                .containsExactly(URI.create("http://127.0.0.1:8081"));
        assertThat(
                        processors
                                .resolve(URI.create("http://nobody.invalid:8081"))
                                .block(Duration.ofSeconds(60)))
                .isEmpty();
    }

    @Test
    void theTokenIsInNoText() {
        assertThat(ReadSettings.of(List.of(host), TOKEN).toString()).doesNotContain(TOKEN);
    }
}
