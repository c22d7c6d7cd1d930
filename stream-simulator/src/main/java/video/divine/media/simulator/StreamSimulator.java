package video.divine.media.simulator;

import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.util.concurrent.GlobalEventExecutor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RequestPredicates;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.handler.FilteringWebHandler;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.api.StreamApi;
import video.divine.media.simulator.api.VideoObject;
import video.divine.media.simulator.api.VideoOptionsReader;
import video.divine.media.simulator.copy.Copies;
import video.divine.media.simulator.copy.CopyHandler;
import video.divine.media.simulator.delivery.Delivery;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.storage.DirectoryLock;
import video.divine.media.simulator.transcode.Prober;
import video.divine.media.simulator.transcode.Transcoder;
import video.divine.media.simulator.transcode.Transcoding;
import video.divine.media.simulator.tus.TusCreation;
import video.divine.media.simulator.tus.TusHandler;
import video.divine.media.simulator.tus.TusUploads;
import video.divine.media.simulator.upload.Acceptance;
import video.divine.media.simulator.upload.UploadHandler;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;
import video.divine.media.simulator.video.VideoState;
import video.divine.media.simulator.video.VideoStatus;
import video.divine.media.simulator.webhook.FinishedVideos;
import video.divine.media.simulator.webhook.NoticeSender;
import video.divine.media.simulator.webhook.Subscriptions;

import java.io.Closeable;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Comparator;
import java.util.Deque;
import java.util.EnumSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
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

    private static final Set<VideoState> UNFINISHED =
            EnumSet.of(VideoState.QUEUED, VideoState.IN_PROGRESS);

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
            router.complete(adapter(assemble()));
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
        // A wildcard address is none that a client could connect to.
        var host = settings.host().equals("0.0.0.0") ? "127.0.0.1" : settings.host();
        return URI.create("http://" + host + ":" + port());
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

    private RouterFunction<ServerResponse> assemble() throws IOException {
        var clock = settings.clock();
        var directory = settings.dataDirectory();
        var ffmpeg = ffmpeg();
        var videoFiles = VideoFiles.open(directory);
        var catalogue = VideoCatalogue.load(videoFiles, clock);
        var subscriptions = Subscriptions.load(directory.resolve("webhook.json"), clock);
        if (settings.subscription().isPresent()) {
            var initial = settings.subscription().get();
            subscriptions.subscribe(initial.notificationUrl(), initial.secret());
        }
        var files = scheduler("simulator-files", 4);
        var tools = scheduler("simulator-tools", 2);
        var images = scheduler("simulator-images", 1);

        var sender = new NoticeSender(catalogue, subscriptions, settings.webhookRetries(), clock);
        running.push(sender::close);
        var videoObject = new VideoObject(settings.deliveryBaseUrl().orElseGet(this::baseUri));
        var finished = new FinishedVideos(catalogue, subscriptions, videoObject::text, sender);
        var transcoder =
                new Transcoder(
                        catalogue,
                        videoFiles,
                        new Transcoding(catalogue, videoFiles, finished, ffmpeg),
                        settings.transcodeRepeats(),
                        settings.transcodeConcurrency());
        running.push(transcoder::close);
        var acceptance =
                new Acceptance(
                        catalogue, videoFiles, new Prober(ffmpeg), transcoder, finished, clock);
        var uploads =
                new UploadHandler(
                        catalogue,
                        videoFiles,
                        acceptance,
                        videoObject,
                        settings.uploadLimits().largestFile(),
                        clock,
                        files,
                        tools);
        var reader = new VideoOptionsReader(settings.uploadLimits());
        var uploadBase = settings.uploadBaseUrl().orElseGet(this::baseUri);
        var tusLimits = settings.tusLimits();
        var tus = new TusUploads(catalogue, videoFiles, acceptance, tusLimits, files, tools);
        running.push(tus::close);
        var copies = new Copies(catalogue, videoFiles, acceptance, finished, settings.copyLimits());
        running.push(copies::close);
        var intake =
                new TusCreation(tus, reader, tusLimits, uploadBase, clock, files)
                        .accountRoutes()
                        .and(uploads.accountRoutes())
                        .and(
                                new CopyHandler(copies, videoObject, reader, clock, files)
                                        .accountRoutes());
        resume(catalogue, transcoder, sender);
        tus.resume();
        copies.resume();
        return StreamApi.routes(
                        settings.account(),
                        settings.token(),
                        settings.uploadLimits(),
                        catalogue,
                        videoObject,
                        subscriptions,
                        transcoder,
                        intake,
                        uploadBase,
                        clock,
                        files)
                .and(uploads.routes())
                .and(new TusHandler(catalogue, tus, tusLimits, clock).routes())
                .and(Delivery.routes(catalogue, videoFiles, ffmpeg, files, images));
    }

    private Ffmpeg ffmpeg() throws IOException {
        var ffmpeg =
                settings.ffmpeg().isPresent()
                        ? settings.ffmpeg().get()
                        : Ffmpeg.locate(settings.dataDirectory().resolve("ffmpeg"));
        log.info("encoding with {} of {}", ffmpeg.h264Encoder(), ffmpeg.ffmpeg());
        return ffmpeg;
    }

    private Scheduler scheduler(String name, int threads) {
        var scheduler = Schedulers.newBoundedElastic(threads, 10_000, name, 60, true);
        running.push(scheduler::dispose);
        return scheduler;
    }

    /** What an earlier run left half-done starts again from its beginning. */
    private static void resume(
            VideoCatalogue catalogue, Transcoder transcoder, NoticeSender sender) {
        catalogue
                .all()
                .filter(video -> UNFINISHED.contains(video.status().state()))
                .sorted(Comparator.comparing(Video::modified))
                .map(Video::uid)
                .forEach(
                        uid -> {
                            catalogue.bookkeep(
                                    uid, video -> video.withStatus(new VideoStatus.Queued()));
                            log.info("video {} is queued again", uid);
                            transcoder.enqueue(uid);
                        });
        sender.resume();
    }

    private static ReactorHttpHandlerAdapter adapter(RouterFunction<ServerResponse> routes) {
        var all =
                RouterFunctions.route()
                        .add(routes)
                        .route(
                                RequestPredicates.all(),
                                request -> Envelope.refused(Refusal.noRoute(request.path())))
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
