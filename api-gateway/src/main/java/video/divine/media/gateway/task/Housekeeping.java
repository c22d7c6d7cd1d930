package video.divine.media.gateway.task;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import reactor.core.publisher.Mono;

import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.RecordStorage;
import video.divine.media.gateway.cloudflare.StorageUsage;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamFailure;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.command.UnavailableException;
import video.divine.media.gateway.query.MediaReads;

import java.math.BigDecimal;
import java.time.Duration;
import java.util.function.LongSupplier;

/**
 * What has to be done at Stream from time to time, by one gateway of all. To be called by one
 * thread, which it blocks.
 */
final class Housekeeping implements Rounds {
    private static final Logger LOG = LoggerFactory.getLogger(Housekeeping.class);
    private static final String STORAGE_KEY = "storage";
    private static final BigDecimal SECONDS = BigDecimal.valueOf(60);
    private static final Duration CALL = Duration.ofSeconds(15);

    /** Of a round, for whoever has no reason for another. */
    static final Duration LONGEST = Duration.ofMinutes(2);

    /** After a failure, should the interval be longer. */
    private static final Duration SOON = Duration.ofSeconds(30);

    private final StreamApi stream;
    private final Commands commands;
    private final MediaReads reads;
    private final Sweeper sweeper;
    private final HousekeepingSettings settings;
    private final Duration longest;
    private final LongSupplier nanos;
    private boolean ours;
    private long end;
    private long storageAt;
    private long sweepAt;

    /**
     * Keeps house.
     *
     * @param longest of one round; what is not done by then is broken off and comes again
     */
    Housekeeping(
            StreamApi stream,
            Commands commands,
            MediaReads reads,
            Sweeper sweeper,
            HousekeepingSettings settings,
            Duration longest,
            LongSupplier nanos) {
        this.stream = stream;
        this.commands = commands;
        this.reads = reads;
        this.sweeper = sweeper;
        this.settings = settings;
        this.longest = longest;
        this.nanos = nanos;
    }

    /**
     * Does what is due. Whoever takes over looks at the storage at once, as nobody else may have
     * done so yet, and sweeps when it has been here for a while.
     *
     * @param isOurs this gateway is the one
     */
    @Override
    public void runIfDue(boolean isOurs) {
        long now = nanos.getAsLong();
        end = now + longest.toNanos();
        if (isOurs && !ours) {
            storageAt = now;
            sweepAt = now + settings.sweepInterval().toNanos();
        }
        ours = isOurs;
        if (ours && now - storageAt >= 0) {
            boolean done = false;
            try {
                done = done("storage", recordStorage());
            } finally {
                // Also after a bug, which would otherwise cost its calls every second.
                storageAt = next(settings.storageInterval(), done);
            }
        }
        // Without anybody to ask, the listing's calls would be for nothing. Nothing is deleted for
        // want of
        // an answer: that a video is not there is only the word of who runs its store.
        if (ours && settings.sweeps() && now - sweepAt >= 0 && reads.isReady()) {
            boolean done = false;
            try {
                done = done("sweep", sweeper.sweep());
            } finally {
                sweepAt = next(settings.sweepInterval(), done);
            }
        }
    }

    private Mono<Void> recordStorage() {
        return stream.storageUsage(CALL)
                .flatMap(
                        usage ->
                                commands.tell(
                                        STORAGE_KEY, new ClaimCommand(null, recorded(usage))));
    }

    private static RecordStorage recorded(StorageUsage usage) {
        return new RecordStorage(
                usage.minutes().multiply(SECONDS).doubleValue(),
                usage.limitMinutes()
                        .map(limit -> limit.multiply(SECONDS).doubleValue())
                        .orElse(null));
    }

    private boolean done(String what, Mono<?> work) {
        var left = Duration.ofNanos(Math.max(0, end - nanos.getAsLong()));
        try {
            return Boolean.TRUE.equals(
                    work.thenReturn(true)
                            .timeout(left, Mono.fromSupplier(() -> tooLong(what)))
                            .block());
        } catch (StreamFailure | UnavailableException e) {
            LOG.warn("housekeeping ({}) failed, trying again later: {}", what, e.getMessage());
            return false;
        }
    }

    private boolean tooLong(String what) {
        LOG.warn("housekeeping ({}) broken off after {}, trying again later", what, longest);
        return false;
    }

    private long next(Duration interval, boolean done) {
        var wait = done || interval.compareTo(SOON) < 0 ? interval : SOON;
        return nanos.getAsLong() + wait.toNanos();
    }
}
