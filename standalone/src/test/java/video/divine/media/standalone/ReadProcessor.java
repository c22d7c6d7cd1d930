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

import java.net.URI;
import java.time.Duration;
import java.time.InstantSource;
import java.util.Optional;

/** A processor that is read over HTTP, as one of many in its group. */
final class ReadProcessor implements AutoCloseable {
    private final ReadThreads threads = ReadThreads.start();
    private final DisposableServer server;
    private final MediaStreams streams;
    private volatile @Nullable MediaStreams running;

    private ReadProcessor(ProcessorsOnKafka kafka, String name) {
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
                                                        kafka.registry,
                                                        threads,
                                                        InstantSource.system()))))
                        .bindNow();
        streams =
                kafka.start(
                        name,
                        new ProcessorSettings.Neighbours(
                                1, Optional.of("127.0.0.1:" + server.port())));
        running = streams;
    }

    /** On the stores of that name. */
    static ReadProcessor start(ProcessorsOnKafka kafka, String name) {
        return new ReadProcessor(kafka, name);
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
