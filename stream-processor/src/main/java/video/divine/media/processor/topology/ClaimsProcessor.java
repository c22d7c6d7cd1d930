package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.api.Processor;
import org.apache.kafka.streams.processor.api.ProcessorContext;
import org.apache.kafka.streams.processor.api.Record;
import org.jspecify.annotations.Nullable;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Outcome;
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

/**
 * Loads, decides, applies, forwards. The decision is taken before the first row is written, so that
 * an exception in between leaves nothing half done.
 */
final class ClaimsProcessor implements Processor<String, ClaimEnvelope, String, Object> {
    private static final Duration LOOK_AT_DEADLINES = Duration.ofSeconds(1);
    private static final String TICK_KEY = "tick";

    private final ClaimsDecider decider = new ClaimsDecider();
    private final ClaimsEvolution evolution = new ClaimsEvolution();
    private final DecisionTraces traces;
    private @Nullable ProcessorContext<String, Object> context;
    private @Nullable StoredClaims claims;
    private @Nullable Looks looks;

    ClaimsProcessor(DecisionTraces traces) {
        this.traces = traces;
    }

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
        var command = record.value().command().getClass().getSimpleName();
        try (var step = traces.begin(TopologyNames.CLAIM_COMMANDS, command, record.headers())) {
            decide(record.withHeaders(step.headers()));
        }
    }

    private void decide(Record<String, ClaimEnvelope> record) {
        Objects.requireNonNull(looks).goOn();
        var rows = Objects.requireNonNull(claims);
        var envelope = record.value();
        var clock = rows.clock(record.timestamp());
        var decision = decider.decide(envelope.command(), rows, clock.now());
        rows.advance(clock);
        decision.events().forEach(event -> evolution.apply(event, rows));
        answer(decision.answer(), record);
    }

    private void answer(ClaimAnswer answer, Record<String, ClaimEnvelope> cause) {
        switch (answer) {
            case ClaimAnswer.Granted(var id, var attempt, var leaseUntil, var quota) ->
                    reply(cause, id, false, new Outcome.Granted(attempt, leaseUntil, quota));
            case ClaimAnswer.Cancelled(var id) -> reply(cause, id, false, new Outcome.Cancelled());
            case ClaimAnswer.Refused(var id, var rejection, var replay) ->
                    reply(cause, id, replay, new Outcome.Refused(rejection));
            case ClaimAnswer.Registered registered ->
                    toVideo(
                            cause,
                            registered.ticket().uid(),
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
                                            registered.replay())));
            case ClaimAnswer.Attached(var id, var uid, var aliases, var replay) ->
                    toVideo(cause, uid, new VideoCommand.RecordAliases(id, aliases, replay));
            case ClaimAnswer.Closed(var id, var uid, var owner) ->
                    toVideo(cause, uid, new VideoCommand.DeleteVideo(id, owner));
            case ClaimAnswer.Released _, ClaimAnswer.Booked _ -> {}
            case ClaimAnswer.Ticked(var more) -> {
                if (more) {
                    tick(cause.timestamp());
                }
            }
        }
    }

    private void toVideo(Record<String, ClaimEnvelope> cause, Uid uid, VideoCommand command) {
        forward(
                cause.withKey(uid.value())
                        .withValue(new VideoEnvelope(uid, cause.value().replyTo(), command)),
                TopologyNames.CLAIMS_TO_VIDEOS);
    }

    private void reply(
            Record<String, ClaimEnvelope> cause, CommandId id, boolean replay, Outcome.Body body) {
        cause.value()
                .replyTo()
                .ifPresent(
                        to ->
                                forward(
                                        cause.withKey(id.hex())
                                                .withValue(new Outcome(to, id, replay, body)),
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
                new Record<>(TICK_KEY, ClaimEnvelope.of(new ClaimCommand.Tick()), at),
                TopologyNames.CLAIMS_TO_CLAIMS);
    }

    /**
     * At the broker's time of the command, not at that of the decision: where the clock was set
     * back, that one lies ahead, and a broker refuses records from its future.
     */
    private <V> void forward(Record<String, V> record, String child) {
        Objects.requireNonNull(context).forward(record, child);
    }
}
