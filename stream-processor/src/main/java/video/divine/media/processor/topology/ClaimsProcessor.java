package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.ReplyTo;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimAnswer;
import video.divine.media.processor.domain.claims.ClaimCommand;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.claims.ClaimsDecider;
import video.divine.media.processor.domain.claims.ClaimsEvolution;
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoEnvelope;

import java.time.Duration;
import java.util.Objects;
import java.util.Optional;

/**
 * Loads, decides, applies, forwards. The decision is taken before the first row is written, so that
 * an exception in between leaves nothing half done.
 */
final class ClaimsProcessor implements Processor<String, ClaimEnvelope, String, Object> {
    private static final Duration LOOK_AT_DEADLINES = Duration.ofSeconds(1);
    private static final String TICK_KEY = "tick";

    private final ClaimsDecider decider = new ClaimsDecider();
    private final ClaimsEvolution evolution = new ClaimsEvolution();
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable StoredClaims claims;
    private @Nullable Looks looks;

    @Override
    public void init(ProcessorContext<String, Object> context) {
        this.context = context;
        this.claims = new StoredClaims(context);
        // The wall clock only asks; the log time of the tick is what decides. A tick is written
        // where something is due, because this log is kept for ever.
        this.looks = new Looks(context, LOOK_AT_DEADLINES, this::askForTick);
    }

    @Override
    public void process(Record<String, ClaimEnvelope> record) {
        Objects.requireNonNull(looks).goOn();
        var rows = Objects.requireNonNull(claims);
        var envelope = record.value();
        var clock = rows.clock(record.timestamp());
        var decision = decider.decide(envelope.command(), rows, clock.now());
        rows.advance(clock);
        decision.events().forEach(event -> evolution.apply(event, rows));
        answer(decision.answer(), envelope.replyTo(), record.timestamp());
    }

    private void answer(ClaimAnswer answer, Optional<ReplyTo> replyTo, long at) {
        switch (answer) {
            case ClaimAnswer.Granted(var id, var attempt, var leaseUntil, var quota) ->
                    reply(replyTo, id, false, new Outcome.Granted(attempt, leaseUntil, quota), at);
            case ClaimAnswer.Cancelled(var id) ->
                    reply(replyTo, id, false, new Outcome.Cancelled(), at);
            case ClaimAnswer.Refused(var id, var rejection, var replay) ->
                    reply(replyTo, id, replay, new Outcome.Refused(rejection), at);
            case ClaimAnswer.Registered registered ->
                    toVideo(
                            registered.ticket().uid(),
                            replyTo,
                            new VideoCommand.RegisterVideo(
                                    new Registration(
                                            registered.ticket().uid(),
                                            registered.id(),
                                            registered.owner(),
                                            registered.createdAt(),
                                            registered.ticket().expiresAt(),
                                            registered.ticket().meta()),
                                    registered.aliases(),
                                    new VideoCommand.Reply(
                                            registered.ticket().uploadUrl(),
                                            registered.quota(),
                                            registered.replay())),
                            at);
            case ClaimAnswer.Attached(var id, var uid, var aliases, var replay) ->
                    toVideo(uid, replyTo, new VideoCommand.RecordAliases(id, aliases, replay), at);
            case ClaimAnswer.Closed(var id, var uid, var owner) ->
                    toVideo(uid, replyTo, new VideoCommand.DeleteVideo(id, owner), at);
            case ClaimAnswer.Released _, ClaimAnswer.Booked _ -> {}
            case ClaimAnswer.Ticked(var more) -> {
                if (more) {
                    tick(at);
                }
            }
        }
    }

    private void toVideo(Uid uid, Optional<ReplyTo> replyTo, VideoCommand command, long at) {
        forward(
                uid.value(),
                new VideoEnvelope(uid, replyTo, command),
                at,
                TopologyNames.CLAIMS_TO_VIDEOS);
    }

    private void reply(
            Optional<ReplyTo> replyTo, CommandId id, boolean replay, Outcome.Body body, long at) {
        replyTo.ifPresent(
                to ->
                        forward(
                                id.hex(),
                                new Outcome(to, id, replay, body),
                                at,
                                TopologyNames.CLAIMS_TO_OUTCOMES));
    }

    /** Where the log's time lies ahead, a tick of now would be later than now. */
    private void askForTick(long wallClockMillis) {
        var rows = Objects.requireNonNull(claims);
        if (rows.isDue(rows.clock(wallClockMillis).now())) {
            tick(wallClockMillis);
        }
    }

    private void tick(long at) {
        forward(
                TICK_KEY,
                ClaimEnvelope.of(new ClaimCommand.Tick()),
                at,
                TopologyNames.CLAIMS_TO_CLAIMS);
    }

    /**
     * At the broker's time of the command, not at that of the decision: where the clock was set
     * back, that one lies ahead, and a broker refuses records from its future.
     */
    private void forward(String key, Object value, long at, String child) {
        Objects.requireNonNull(context).forward(new Record<>(key, value, at), child);
    }
}
