package video.divine.media.standalone;

import org.apache.kafka.streams.CloseOptions;
import org.jspecify.annotations.Nullable;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.RouterFunctions;

import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;

import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.server.ReadRoutes;
import video.divine.media.processor.server.ReadThreads;
import video.divine.media.schemas.registry.SchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Map;
import java.util.Optional;

/** A processor that is read over HTTP, as one of many in its group. */
final class ReadProcessor implements AutoCloseable {
    private final ReadThreads threads = ReadThreads.start();
    private final DisposableServer server;
    private final MediaStreams streams;
    private volatile @Nullable MediaStreams running;

    private ReadProcessor(String broker, SchemaRegistry registry, Path state, int partitions) {
        // Its address is told to the group, so that there must be one first.
        server =
                HttpServer.create()
                        .host("127.0.0.1")
                        .port(0)
                        .handle(
                                new ReactorHttpHandlerAdapter(
                                        RouterFunctions.toHttpHandler(
                                                ReadRoutes.of(
                                                        this::replicas,
                                                        registry,
                                                        threads,
                                                        InstantSource.system()))))
                        .bindNow();
        streams =
                MediaStreams.start(
                        new ProcessorSettings(
                                new KafkaConnection(broker, Map.of()),
                                ProcessorSettings.DEFAULT_APPLICATION_ID,
                                state,
                                ProcessorSettings.Topics.unreplicated(partitions),
                                ProcessorSettings.Work.DEFAULT,
                                ProcessorSettings.DEFAULT_UPLOAD_GRACE,
                                new ProcessorSettings.Neighbours(
                                        1, Optional.of("127.0.0.1:" + server.port()))),
                        registry,
                        InstantSource.system(),
                        () -> {});
        running = streams;
    }

    static ReadProcessor start(String broker, SchemaRegistry registry, Path state, int partitions) {
        return new ReadProcessor(broker, registry, state, partitions);
    }

    private Optional<Replicas> replicas() {
        return Optional.ofNullable(running).map(MediaStreams::replicas);
    }

    MediaStreams streams() {
        return streams;
    }

    URI address() {
        return URI.create("http://127.0.0.1:" + server.port());
    }

    /**
     * As a process that is killed looks from outside: its port refuses connections at once, and its
     * group waits for it until its session ends.
     */
    void vanish() {
        server.disposeNow();
        var _ =
                streams.kafkaStreams()
                        .close(
                                CloseOptions.groupMembershipOperation(
                                                CloseOptions.GroupMembershipOperation
                                                        .REMAIN_IN_GROUP)
                                        .withTimeout(Duration.ZERO));
    }

    @Override
    public void close() {
        server.disposeNow();
        running = null;
        streams.close();
        threads.close();
    }
}
