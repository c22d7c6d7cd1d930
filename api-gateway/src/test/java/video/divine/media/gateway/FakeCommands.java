package video.divine.media.gateway;

import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import video.divine.media.avro.AliasKind;
import video.divine.media.avro.AliasesAttached;
import video.divine.media.avro.AttachAliases;
import video.divine.media.avro.CancelUpload;
import video.divine.media.avro.CheckScheduled;
import video.divine.media.avro.ClaimCommand;
import video.divine.media.avro.ConfirmUpload;
import video.divine.media.avro.DeletionAccepted;
import video.divine.media.avro.GovernorCommand;
import video.divine.media.avro.Outcome;
import video.divine.media.avro.QuotaStatus;
import video.divine.media.avro.RecheckVideo;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.RefusalReason;
import video.divine.media.avro.ReplyTo;
import video.divine.media.avro.RequestDeletion;
import video.divine.media.avro.ReserveUpload;
import video.divine.media.avro.UploadCancelled;
import video.divine.media.avro.UploadGranted;
import video.divine.media.avro.UploadRegistered;
import video.divine.media.avro.VideoClosure;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.command.UnavailableException;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * A processor that grants everything, unless the next answers were scripted. The answer to a
 * command is given when it is subscribed to, and on the subscriber's thread.
 */
public final class FakeCommands implements Commands {
    public static final Instant RESET_AT = Instant.parse("2027-01-15T09:00:00Z");
    public static final QuotaStatus QUOTA = new QuotaStatus(30, 1, RESET_AT);

    private final Queue<Function<SpecificRecord, Mono<SpecificRecord>>> script = new ArrayDeque<>();
    private final List<SpecificRecord> asked = new ArrayList<>();
    private final List<String> keys = new ArrayList<>();
    private final List<VideoCommand> told = new ArrayList<>();
    private final List<SpecificRecord> toldClaims = new ArrayList<>();
    private final FakeGovernor governor = new FakeGovernor();
    private final Map<String, Throwable> poisonous = new HashMap<>();
    private Mono<Void> telling = Mono.empty();
    private String owner = "";
    private boolean replay;
    private boolean ready = true;
    private boolean overloaded;

    public synchronized void reset() {
        script.clear();
        asked.clear();
        keys.clear();
        told.clear();
        toldClaims.clear();
        telling = Mono.empty();
        poisonous.clear();
        replay = false;
        ready = true;
        overloaded = false;
    }

    /** The next commands get these answers. */
    public synchronized void answer(SpecificRecord... bodies) {
        for (var body : bodies) {
            script.add(_ -> Mono.just(body));
        }
    }

    /** The next command fails. */
    public synchronized void fail(RuntimeException failure) {
        script.add(_ -> Mono.error(failure));
    }

    /** The next command gets this answer. */
    public synchronized void answer(Function<SpecificRecord, Mono<SpecificRecord>> next) {
        script.add(next);
    }

    /** Every answer was given before. */
    public synchronized void replay() {
        replay = true;
    }

    public synchronized void failToTell(RuntimeException failure) {
        telling = Mono.error(failure);
    }

    /** What is told of this video fails, each time. */
    public synchronized void failToTell(String uid, Throwable failure) {
        poisonous.put(uid, failure);
    }

    /** From now on nothing new is begun. */
    public synchronized void overload() {
        overloaded = true;
    }

    public synchronized void ready(boolean now) {
        ready = now;
    }

    /** The commands that were sent, oldest first. */
    public synchronized List<SpecificRecord> asked() {
        return List.copyOf(asked);
    }

    public synchronized List<String> keys() {
        return List.copyOf(keys);
    }

    public synchronized List<VideoCommand> told() {
        return List.copyOf(told);
    }

    /** The claim commands that nobody waited for. */
    public synchronized List<SpecificRecord> toldClaims() {
        return List.copyOf(toldClaims);
    }

    /** The only command of that type. */
    public <T extends SpecificRecord> T only(Class<T> type) {
        var found = asked().stream().filter(type::isInstance).map(type::cast).toList();
        if (found.size() != 1) {
            throw new AssertionError("Expected one " + type.getSimpleName() + " in " + asked());
        }
        return found.getFirst();
    }

    /** With a constructor, as Avro's copying builder does not trust our enums (AVRO-4189). */
    private static Refusal refusal(
            RefusalReason reason,
            List<AliasKind> fields,
            Map<String, String> uids,
            @Nullable Instant retryAt,
            @Nullable VideoClosure closure) {
        return new Refusal(reason, fields, uids, retryAt, null, closure);
    }

    public static Refusal refusal(RefusalReason reason) {
        return refusal(reason, List.of(), Map.of(), null, null);
    }

    public static Refusal refusal(RefusalReason reason, Instant retryAt) {
        return refusal(reason, List.of(), Map.of(), retryAt, null);
    }

    public static Refusal closed(@Nullable VideoClosure closure) {
        return refusal(RefusalReason.VIDEO_CLOSED, List.of(), Map.of(), null, closure);
    }

    public static Refusal conflict(
            RefusalReason reason, List<AliasKind> fields, Map<String, String> uids) {
        return refusal(reason, fields, uids, null, null);
    }

    /** Taken by an upload that is under way and may come to nothing. */
    public static Refusal reserved(List<AliasKind> fields, Instant until) {
        return refusal(RefusalReason.ALIAS_TAKEN, fields, Map.of(), until, null);
    }

    public static Refusal quotaExceeded() {
        var used = new QuotaStatus(QUOTA.getLimit(), QUOTA.getLimit(), RESET_AT);
        return new Refusal(RefusalReason.QUOTA_EXCEEDED, List.of(), Map.of(), RESET_AT, used, null);
    }

    @Override
    public Mono<Outcome> ask(String key, Function<ReplyTo, ClaimCommand> command) {
        return Mono.defer(
                () ->
                        isOverloaded()
                                ? Mono.error(
                                        new UnavailableException(
                                                "full", "overloaded", Duration.ofSeconds(1)))
                                : conclude(key, command));
    }

    @Override
    public Mono<Outcome> askPatiently(String key, Function<ReplyTo, ClaimCommand> command) {
        return ask(key, command);
    }

    @Override
    public Mono<Outcome> conclude(String key, Function<ReplyTo, ClaimCommand> command) {
        return Mono.defer(
                () -> {
                    var replyTo = new ReplyTo(0, "fake", "1");
                    var body = (SpecificRecord) command.apply(replyTo).getBody();
                    return next(key, body, () -> granted(body))
                            .map(answer -> new Outcome(replyTo, key, isReplay(), answer));
                });
    }

    @Override
    public Mono<Outcome> askVideo(Function<ReplyTo, VideoCommand> command) {
        return Mono.defer(
                () -> {
                    if (isOverloaded()) {
                        return Mono.error(
                                new UnavailableException(
                                        "full", "overloaded", Duration.ofSeconds(1)));
                    }
                    var replyTo = new ReplyTo(0, "fake", "1");
                    var record = command.apply(replyTo);
                    var body = (SpecificRecord) record.getBody();
                    return next(record.getUid(), body, () -> accepted(record))
                            .map(
                                    answer ->
                                            new Outcome(
                                                    replyTo, commandId(body), isReplay(), answer));
                });
    }

    private static String commandId(SpecificRecord body) {
        return (String) body.get(body.getSchema().getField("commandId").pos());
    }

    @Override
    public synchronized Mono<Void> tell(VideoCommand command) {
        told.add(command);
        var failure = poisonous.get(command.getUid());
        return failure == null ? telling : Mono.error(failure);
    }

    @Override
    public synchronized Mono<Void> tell(String key, ClaimCommand command) {
        toldClaims.add((SpecificRecord) command.getBody());
        return telling;
    }

    @Override
    public Mono<Void> tell(GovernorCommand command) {
        return governor.tell(command);
    }

    @Override
    public Mono<Outcome> lease(Function<ReplyTo, GovernorCommand> command) {
        return governor.lease(command);
    }

    /** The governor behind these commands. */
    public FakeGovernor governor() {
        return governor;
    }

    @Override
    public synchronized boolean isReady() {
        return ready;
    }

    private synchronized boolean isOverloaded() {
        return overloaded;
    }

    private synchronized boolean isReplay() {
        return replay;
    }

    private synchronized Mono<SpecificRecord> next(
            String key, SpecificRecord command, Supplier<SpecificRecord> unscripted) {
        asked.add(command);
        keys.add(key);
        if (command instanceof ReserveUpload reserve) {
            owner = reserve.getPubkey();
        }
        var scripted = script.poll();
        return scripted == null ? Mono.just(unscripted.get()) : scripted.apply(command);
    }

    private static SpecificRecord accepted(VideoCommand command) {
        return switch (command.getBody()) {
            case RecheckVideo _ -> new CheckScheduled(command.getUid());
            default -> throw new IllegalStateException("Expected a command of the gateway");
        };
    }

    private SpecificRecord granted(SpecificRecord command) {
        return switch (command) {
            case ReserveUpload _ -> new UploadGranted(1, RESET_AT, QUOTA);
            case ConfirmUpload confirm ->
                    new UploadRegistered(
                            confirm.getUid(),
                            owner,
                            confirm.getUploadUrl(),
                            confirm.getExpiresAt(),
                            QUOTA);
            case CancelUpload _ -> new UploadCancelled();
            case RequestDeletion deletion -> new DeletionAccepted(deletion.getUid());
            case AttachAliases attach -> new AliasesAttached(attach.getUid(), attach.getAliases());
            default -> throw new IllegalStateException("Expected a command of the gateway");
        };
    }
}
