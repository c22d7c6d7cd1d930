package video.divine.media.processor.server;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.processor.query.Replicas;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Supplier;

/**
 * What gateways ask this process for, by {@link ReadProtocol}. For the internal port, behind its
 * token.
 */
public final class ReadRoutes {
    private ReadRoutes() {}

    /**
     * The routes.
     *
     * @param replicas empty while nothing runs yet, or any more: then every read is refused
     * @param clock of the hour that a quota is of
     */
    public static RouterFunction<ServerResponse> of(
            Supplier<Optional<Replicas>> replicas,
            SchemaRegistry registry,
            ReadThreads threads,
            InstantSource clock) {
        var handler = new ReadHandler(new Answers(replicas, registry, threads), clock);
        return RouterFunctions.route()
                .GET(ReadProtocol.STORES, handler::stores)
                .GET(ReadProtocol.VIDEO, handler::video)
                .GET(ReadProtocol.HISTORY, handler::history)
                .GET(ReadProtocol.LOOKUP, handler::lookup)
                .GET(ReadProtocol.LISTING, handler::listing)
                .GET(ReadProtocol.QUOTA, handler::quota)
                .GET(ReadProtocol.COUNTERS, handler::counters)
                .GET(ReadProtocol.CALLS, handler::calls)
                .GET(ReadProtocol.STORAGE, handler::storage)
                .GET(ReadProtocol.PARKED_NOTICES, handler::parkedNotices)
                .GET(ReadProtocol.STUCK_VIDEOS, handler::stuckVideos)
                .build();
    }
}
