package video.divine.media.simulator;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.server.handler.FilteringWebHandler;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.control.FaultyCalls;
import video.divine.media.simulator.control.RateLimitedCalls;
import video.divine.media.simulator.storage.DirectoryLock;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * A running local Cloudflare Stream: API, uploads and delivery on one port.
 *
 * <p>{@link #start} blocks until requests are answered, {@link #close} until nothing runs any more.
 * What was not finished then is taken up by the next start on the same data directory.
 */
public final class StreamSimulator implements AutoCloseable {
    private static final Logger log = LoggerFactory.getLogger(StreamSimulator.class);
    private static final Duration STOP_DEADLINE = Duration.ofSeconds(5);

    /** Room for some hundred uids in the query of a list. */
    private static final int LONGEST_REQUEST_LINE = 16_384;

    private final SimulatorSettings settings;
    private final AtomicBoolean closed = new AtomicBoolean();

    /** What runs, the last started first. */
    private final Deque<Closeable> running = new ArrayDeque<>();

    /** Those that are open; one that opens after its close is closed at once. */
    private final ChannelGroup connections =
            new DefaultChannelGroup("simulator-http", GlobalEventExecutor.INSTANCE, true);

    private final DisposableServer server;

    private StreamSimulator(SimulatorSettings settings) throws IOException {
        this.settings = settings;
        try {
            running.push(DirectoryLock.acquire(settings.dataDirectory())::close);
            var router = new CompletableFuture<ReactorHttpHandlerAdapter>();
            // URLs in answers name the port, so the port comes before the routes.
            this.server = listen(router);
            running.push(this::disconnect);
            router.complete(adapter());
            // Again, and first: requests end before what serves them does.
            running.push(this::disconnect);
        } catch (IOException | RuntimeException failure) {
            stop();
            throw failure;
        }
        log.info("stream simulator listens on {}", baseUri());
    }

    /**
     * Starts serving; blocks until it does.
     *
     * @throws IllegalStateException if the data directory is in use or there is no usable ffmpeg
     * @throws IOException if the data directory cannot be read or written
     */
    public static StreamSimulator start(SimulatorSettings settings) throws IOException {
        return new StreamSimulator(settings);
    }

    /** {@code http://<host>:<port>}, without a slash at its end. */
    public URI baseUri() {
        return BaseUri.of(settings.host(), port());
    }

    /** What API clients take as their base URL: {@code <baseUri>/client/v4}. */
    public URI apiBaseUri() {
        return URI.create(baseUri() + StreamApi.ROOT);
    }

    public int port() {
        return server.port();
    }

    /** Ends ffmpeg and all requests; may be called more than once. */
    @Override
    public void close() {
        if (closed.compareAndSet(false, true)) {
            stop();
            log.info("stream simulator stopped");
        }
    }

    private DisposableServer listen(CompletableFuture<ReactorHttpHandlerAdapter> router) {
        var loops = LoopResources.create("simulator-http", 2, true);
        running.push(() -> loops.disposeLater(Duration.ZERO, STOP_DEADLINE).block(STOP_DEADLINE));
        return HttpServer.create()
                .host(settings.host())
                .port(settings.port())
                .runOn(loops)
                .httpRequestDecoder(decoder -> decoder.maxInitialLineLength(LONGEST_REQUEST_LINE))
                .httpMessageLogFactory(new UnreadableRequests())
                .doOnChannelInit((_, channel, _) -> connections.add(channel))
                // reactor-netty 1.3.7 never reads a connection again when a request that had to
                // wait for the one before it is answered while it is handed over (its #4361): a
                // client whose next request is quicker than the end of the last one hangs. One
                // turn of the loop later the hand-over is done.
                .mapHandle(
                        (answered, connection) ->
                                answered.subscribeOn(
                                        Schedulers.fromExecutor(connection.channel().eventLoop())))
                .handle(
                        (request, response) ->
                                Mono.fromFuture(router, true)
                                        .flatMap(to -> to.apply(request, response)))
                .bindNow();
    }

    /**
     * Neither the server nor its event loops end the connections that clients keep open: a client
     * would send its next request to nobody, if the port was taken again.
     */
    private void disconnect() {
        server.disposeNow(STOP_DEADLINE);
        if (!connections.close().awaitUninterruptibly(STOP_DEADLINE.toMillis())) {
            log.warn("connections did not end within {}", STOP_DEADLINE);
        }
    }

    private ReactorHttpHandlerAdapter adapter() throws IOException {
        var assembly = new Assembly(settings, baseUri(), running::push);
        var routes = assembly.routes();
        assembly.resume();
        var all =
                RouterFunctions.route()
                        .add(routes)
                        .route(
                                RequestPredicates.all(),
                                request -> Envelope.refused(Refusal.noRoute(request.path())))
                        .filter(FailedRequests::answered)
                        .filter(
                                new RateLimitedCalls(
                                        settings.conditions().rateLimit(), settings.clock()))
                        .filter(new FaultyCalls(assembly.faults()))
                        // Again: an answer to a failure is slow or reset, too. The one before
                        // is for failures of what stands between.
                        .filter(FailedRequests::answered)
                        .build();
        var filtered =
                new FilteringWebHandler(
                        RouterFunctions.toWebHandler(all), List.of(new OpenToBrowsers()));
        return new ReactorHttpHandlerAdapter(new PathlessHttpHandler(filtered));
    }

    /** Each is stopped, whatever becomes of the others; the first failure is told. */
    private void stop() {
        Optional<RuntimeException> first = Optional.empty();
        while (!running.isEmpty()) {
            try {
                running.pop().close();
            } catch (IOException failure) {
                first = Optional.of(first.orElseGet(() -> new UncheckedIOException(failure)));
            } catch (RuntimeException failure) {
                first = Optional.of(first.orElse(failure));
            }
        }
        first.ifPresent(
                failure -> {
                    throw failure;
                });
    }
}
