package video.divine.media.gateway.remote;

import reactor.core.publisher.Mono;

import java.net.URI;
import java.util.List;
import java.util.OptionalLong;

/** Processors on the other side of a network. Nothing here blocks, and no answer is an error. */
interface Processors extends AutoCloseable {
    /**
     * Asks one of them.
     *
     * @param path with its parameters, encoded
     * @param maxLag that a copy may be behind; empty where only the active will do
     */
    Mono<Answered> ask(URI host, String path, OptionalLong maxLag);

    /** The addresses that a configured one stands for; none where its name is not known. */
    Mono<List<URI>> resolve(URI processor);

    @Override
    void close();

    /**
     * A reply, and what the processor's roles were at that moment.
     *
     * @param assignment 0 where it did not say
     */
    record Answered(Reply reply, long assignment) {}
}
