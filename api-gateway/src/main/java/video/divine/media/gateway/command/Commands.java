package video.divine.media.gateway.command;

import reactor.core.publisher.Mono;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.GovernorCommand;
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
     * Sends a claim command that begins something and waits for its committed outcome. Where it
     * cannot be answered, or too many wait, it is not sent.
     *
     * @param key of the record; the claims log has one partition, so it only helps to read the log
     * @param command makes the record for the address that the outcome will be sent to
     */
    Mono<Outcome> ask(String key, Function<ReplyTo, ClaimCommand> command);

    /**
     * As {@link #ask}, but the outcome is waited for three times as long: by then another processor
     * has taken over from one that died, and has decided what waited for it. Whoever asked has been
     * sent away long before.
     *
     * @param key as in {@link #ask}
     * @param command makes the record for the address that the outcome will be sent to
     */
    Mono<Outcome> askPatiently(String key, Function<ReplyTo, ClaimCommand> command);

    /**
     * Sends the claim command that concludes what an earlier one began, and waits for its outcome.
     * It is sent whoever else waits and whether or not outcomes are being read: shed, it would
     * leave a reservation, and a ticket at Stream, to their deadlines. One follows one grant, so
     * the grants bound it.
     *
     * @param key as in {@link #ask}
     * @param command makes the record for the address that the outcome will be sent to
     */
    Mono<Outcome> conclude(String key, Function<ReplyTo, ClaimCommand> command);

    /**
     * Sends a video command under its uid and waits for its committed outcome, as {@link #ask} does
     * for a claim command.
     *
     * @param command makes the record for the address that the outcome will be sent to
     */
    Mono<Outcome> askVideo(Function<ReplyTo, VideoCommand> command);

    /** Sends a video command that nobody waits for; completes once it is durable. */
    Mono<Void> tell(VideoCommand command);

    /**
     * Sends a claim command that nobody waits for; completes once it is durable.
     *
     * @param key as in {@link #ask}
     */
    Mono<Void> tell(String key, ClaimCommand command);

    /** Sends a command to the governor that nobody waits for; completes once it is durable. */
    Mono<Void> tell(GovernorCommand command);

    /**
     * Asks the governor for calls and waits for the committed answer, however many other commands
     * wait: each of those may need a call. Where it cannot be answered, it is not sent.
     *
     * @param command makes the record for the address that the outcome will be sent to
     */
    Mono<Outcome> lease(Function<ReplyTo, GovernorCommand> command);

    /** A command that is sent now will be answered. */
    boolean isReady();
}
