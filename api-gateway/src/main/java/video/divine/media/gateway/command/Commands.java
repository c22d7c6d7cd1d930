package video.divine.media.gateway.command;

import reactor.core.publisher.Mono;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.VideoCommand;

import java.util.function.Function;

/**
 * Commands to the stream processor. Nothing here blocks; an {@link UnavailableException} says that
 * the caller should come back.
 */
public interface Commands {
    /**
     * Sends a claim command and waits for its committed outcome.
     *
     * @param key of the record; the claims log has one partition, so it only helps to read the log
     * @param command makes the record for the address that the outcome will be sent to
     */
    Mono<Outcome> ask(String key, Function<ReplyTo, ClaimCommand> command);

    /** Sends a video command that nobody waits for; completes once it is durable. */
    Mono<Void> tell(VideoCommand command);

    /** A command that is sent now will be answered. */
    boolean isReady();
}
