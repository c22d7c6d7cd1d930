package video.divine.media.gateway.governor;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import video.divine.media.avro.CallPriority;
import video.divine.media.avro.CallsLeased;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.LeaseCalls;
import video.divine.media.avro.ReportBlock;
import video.divine.media.avro.ReturnCalls;
import video.divine.media.gateway.cloudflare.CallBudget.Priority;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.command.UnavailableException;

import java.security.SecureRandom;
import java.time.Duration;
import java.util.HexFormat;
import java.util.Objects;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * The governor's commands, and its answers, over {@link Commands}. That it is not reached is said
 * once, and so is that it is reached again.
 */
final class Governor {
    private static final Logger LOG = LoggerFactory.getLogger(Governor.class);
    private static final int NONCE_BYTES = 24;

    private final Commands commands;
    private final int callsPerFiveMinutes;
    private final String nonce;
    private final AtomicLong asked = new AtomicLong();
    private final AtomicBoolean unreachable = new AtomicBoolean();
    private volatile boolean closed;

    Governor(Commands commands, int callsPerFiveMinutes) {
        this.commands = commands;
        this.callsPerFiveMinutes = callsPerFiveMinutes;
        // Here and not for each request: random bytes may be waited for.
        var random = new byte[NONCE_BYTES];
        new SecureRandom().nextBytes(random);
        this.nonce = HexFormat.of().formatHex(random);
    }

    Mono<CallsLeased> lease(Priority priority, int calls) {
        return request(priority, calls).doOnNext(_ -> reached()).doOnError(this::notReached);
    }

    private Mono<CallsLeased> request(Priority priority, int calls) {
        return Mono.defer(
                () -> {
                    var id = nonce + "%016x".formatted(asked.incrementAndGet());
                    return commands.lease(
                                    replyTo ->
                                            new GovernorCommand(
                                                    replyTo,
                                                    new LeaseCalls(
                                                            id,
                                                            calls,
                                                            avro(priority),
                                                            callsPerFiveMinutes)))
                            .map(
                                    outcome ->
                                            switch (outcome.getBody()) {
                                                case CallsLeased leased -> leased;
                                                default ->
                                                        throw new IllegalStateException(
                                                                "Expected leased calls, but it is a "
                                                                        + outcome.getBody()
                                                                                .getClass()
                                                                                .getSimpleName());
                                            });
                });
    }

    Mono<Void> takeBack(Lease lease, int calls) {
        return commands.tell(
                new GovernorCommand(
                        null, new ReturnCalls(lease.until(), calls, avro(lease.priority()))));
    }

    Mono<Void> reportBlock(Duration block) {
        // Rounded up: a second too early would be a second block.
        int seconds = Math.toIntExact(block.plusSeconds(1).minusNanos(1).toSeconds());
        return commands.tell(new GovernorCommand(null, new ReportBlock(seconds)));
    }

    private void reached() {
        if (unreachable.compareAndSet(true, false)) {
            LOG.info("calls to Stream again, the governor is reached");
        }
    }

    private void notReached(Throwable failure) {
        if (!closed && unreachable.compareAndSet(false, true)) {
            if (failure instanceof UnavailableException) {
                LOG.warn("no calls to Stream, the governor is not reached: {}", sentence(failure));
            } else {
                LOG.warn("no calls to Stream, the governor cannot be asked", failure);
            }
        }
    }

    /** Calls that did not come back count as made, and a block is found out by the next one. */
    static void untold(Throwable failure) {
        LOG.debug("the governor was not told: {}", sentence(failure));
    }

    /** Without the name of a class, which only we know; a bug may have no words of its own. */
    private static String sentence(Throwable failure) {
        return Objects.requireNonNullElseGet(failure.getMessage(), failure::toString);
    }

    /** That it is not reached is of no interest any more. */
    void close() {
        closed = true;
    }

    private static CallPriority avro(Priority priority) {
        return switch (priority) {
            case USER -> CallPriority.USER;
            case BACKGROUND -> CallPriority.BACKGROUND;
        };
    }
}
