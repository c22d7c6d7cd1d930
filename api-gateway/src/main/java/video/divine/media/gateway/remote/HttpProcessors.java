package video.divine.media.gateway.remote;

import io.netty.channel.ChannelOption;
import io.netty.channel.ConnectTimeoutException;
import io.netty.handler.codec.http.HttpHeaderNames;

import org.apache.kafka.common.errors.SerializationException;
import org.springframework.http.HttpStatus;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.ByteBufMono;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;
import reactor.netty.resources.ConnectionProvider;

import video.divine.media.avro.read.NoSuchRow;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.read.ServedBy;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.schemas.registry.SchemaRegistryException;
import video.divine.media.service.tracing.Traces;

import java.net.ConnectException;
import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;
import java.util.concurrent.TimeoutException;

/** {@link Processors} over HTTP, by {@link ReadProtocol}, with connections that are kept. */
final class HttpProcessors implements Processors {
    private static final byte[] NOTHING = new byte[0];

    /** Of one processor. Reads take about a millisecond each, so few are ever needed. */
    private static final int MAX_CONNECTIONS = 64;

    private static final int MAX_WAITING = 1_000;

    /** Below the idle time after which a processor closes, 60 s. */
    private static final Duration IDLE = Duration.ofSeconds(30);

    private final ReadSettings settings;
    private final AnswerCodec codec;
    private final ConnectionProvider pool;
    private final HttpClient http;
    private final Traces traces;

    private HttpProcessors(ReadSettings settings, SchemaRegistry registry, Traces traces) {
        this.settings = settings;
        this.traces = traces;
        this.codec = new AnswerCodec(registry);
        this.pool =
                ConnectionProvider.builder("processors")
                        .maxConnections(MAX_CONNECTIONS)
                        .pendingAcquireMaxCount(MAX_WAITING)
                        .pendingAcquireTimeout(settings.answerTimeout())
                        .maxIdleTime(IDLE)
                        .build();
        this.http =
                HttpClient.create(pool)
                        .followRedirect(false)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(settings.connectTimeout().toMillis()))
                        .headers(
                                headers ->
                                        headers.set(
                                                HttpHeaderNames.AUTHORIZATION,
                                                "Bearer " + settings.token()));
    }

    static HttpProcessors open(ReadSettings settings, SchemaRegistry registry, Traces traces) {
        return new HttpProcessors(settings, registry, traces);
    }

    @Override
    public Mono<Answered> ask(URI host, String path, OptionalLong maxLag) {
        return traces.calling("read of a processor", step -> ask(host, path, maxLag, step));
    }

    private Mono<Answered> ask(URI host, String path, OptionalLong maxLag, Traces.Step step) {
        return http.headers(headers -> step.tell(headers::set))
                .get()
                .uri(host.resolve(accepting(path, maxLag)))
                .responseSingle(this::read)
                // Of all together: the name, the connection, the answer and its body.
                .timeout(settings.answerTimeout())
                .onErrorResume(Exception.class, e -> Mono.just(new Answered(failure(e), 0)));
    }

    private static String accepting(String path, OptionalLong maxLag) {
        if (maxLag.isEmpty()) {
            return path;
        }
        var separator = path.indexOf('?') < 0 ? "?" : "&";
        return path + separator + ReadProtocol.MAX_LAG + "=" + maxLag.getAsLong();
    }

    private Mono<Answered> read(HttpClientResponse response, ByteBufMono body) {
        return body.asByteArray()
                .defaultIfEmpty(NOTHING)
                .flatMap(bytes -> reply(response, bytes))
                .map(reply -> new Answered(reply, assignment(response)));
    }

    private Mono<Reply> reply(HttpClientResponse response, byte[] bytes) {
        var status = HttpStatus.resolve(response.status().code());
        return switch (status) {
            case OK -> answer(response, bytes);
            case NO_CONTENT -> Mono.just(new Reply.Unknown());
            case SERVICE_UNAVAILABLE -> Mono.just(new Reply.Refused(refusal(response)));
            case null, default ->
                    Mono.just(new Reply.Failed("status " + response.status().code(), false));
        };
    }

    private Mono<Reply> answer(HttpClientResponse response, byte[] bytes) {
        var by = ServedBy.parse(header(response, ReadProtocol.SERVED_BY));
        if (by.isEmpty()) {
            return Mono.just(new Reply.Failed("it does not say who answered", false));
        }
        return codec.read(bytes)
                .map(
                        record ->
                                record instanceof NoSuchRow
                                        ? nothing(by.get())
                                        : new Reply.Found(record, by.get()));
    }

    private static Reply nothing(ServedBy by) {
        return switch (by) {
            case ServedBy.Active _ -> new Reply.Absent();
            case ServedBy.Standby _ -> new Reply.Unknown();
        };
    }

    private static String refusal(HttpClientResponse response) {
        var word = header(response, ReadProtocol.REFUSED);
        return word.matches("[a-z_]{1,40}") ? word : "refused";
    }

    private static long assignment(HttpClientResponse response) {
        var digits = header(response, ReadProtocol.ASSIGNMENT);
        return digits.matches("\\d{1,18}") ? Long.parseLong(digits) : 0;
    }

    private static String header(HttpClientResponse response, String name) {
        var value = response.responseHeaders().get(name);
        return value == null ? "" : value;
    }

    /** The class alone where it is not known: messages of the network layer may hold URLs. */
    private static Reply failure(Exception error) {
        return switch (error) {
            // Ours: too many reads at once for the connections to this processor.
            case PoolAcquirePendingLimitException _, PoolAcquireTimeoutException _ ->
                    new Reply.Failed("no free connection", false);
            case TimeoutException _ -> new Reply.Failed("no answer in time", true);
            case ConnectTimeoutException _ -> new Reply.Failed("no connection in time", true);
            case ConnectException _ -> new Reply.Failed("connection refused", true);
            case UnknownHostException _ -> new Reply.Failed("unknown host", true);
            case SchemaRegistryException _ ->
                    new Reply.Failed("the schema registry does not answer", false);
            case SerializationException _ -> new Reply.Failed("garbled answer", false);
            default -> new Reply.Failed(error.getClass().getSimpleName(), true);
        };
    }

    /** On a thread that may wait for a name server. */
    @Override
    public Mono<List<URI>> resolve(URI processor) {
        return Mono.fromCallable(() -> addresses(processor))
                .subscribeOn(Schedulers.boundedElastic())
                .onErrorReturn(UnknownHostException.class, List.of());
    }

    private static List<URI> addresses(URI processor)
            throws UnknownHostException, URISyntaxException {
        var addresses = new ArrayList<URI>();
        for (var address : InetAddress.getAllByName(processor.getHost())) {
            addresses.add(
                    new URI(
                            processor.getScheme(),
                            null,
                            address.getHostAddress(),
                            processor.getPort(),
                            null,
                            null,
                            null));
        }
        return addresses;
    }

    /** Does not wait: open calls end by their own timeouts. */
    @Override
    public void close() {
        pool.dispose();
    }
}
