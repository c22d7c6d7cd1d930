package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Decision;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimAnswer.Attached;
import video.divine.media.processor.domain.claims.ClaimAnswer.Booked;
import video.divine.media.processor.domain.claims.ClaimAnswer.Cancelled;
import video.divine.media.processor.domain.claims.ClaimAnswer.Closed;
import video.divine.media.processor.domain.claims.ClaimAnswer.Granted;
import video.divine.media.processor.domain.claims.ClaimAnswer.Refused;
import video.divine.media.processor.domain.claims.ClaimAnswer.Registered;
import video.divine.media.processor.domain.claims.ClaimAnswer.Released;
import video.divine.media.processor.domain.claims.ClaimAnswer.Ticked;
import video.divine.media.processor.domain.claims.ClaimCommand.AttachAliases;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.ConfirmUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.RecordStorage;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.RequestDeletion;
import video.divine.media.processor.domain.claims.ClaimCommand.ReserveUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.SettleUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEvent.GivenBack;

import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.EnumMap;
import java.util.EnumSet;
import java.util.LinkedHashSet;
import java.util.Optional;

/**
 * Decides about aliases, upload slots, storage and ownership. One command is one decision: what it
 * asks for is granted as a whole or not at all.
 */
public final class ClaimsDecider {
    /** All work of one upload at Stream ends after 15 s; the lease outlives it. */
    static final Duration LEASE = Duration.ofSeconds(20);

    /** How long after its lease an abandoned reservation still blocks its aliases. */
    static final Duration GRACE = Duration.ofSeconds(30);

    /** Slots that come back may be tried again, but not for ever. */
    static final int ATTEMPTS_PER_SLOT = 3;

    /** Deadlines that one tick looks at: a full batch asks for another tick. */
    static final int BATCH = 200;

    /**
     * The facts and the answer that {@code command} leads to.
     *
     * @param now the log's time, which never goes back
     */
    public Decision<ClaimEvent, ClaimAnswer> decide(
            ClaimCommand command, ClaimsView view, Instant now) {
        return switch (command) {
            case ReserveUpload reserve -> reserve(reserve, view, now);
            case ConfirmUpload confirm -> confirm(confirm, view, now);
            case CancelUpload cancel -> cancel(cancel, view, now);
            case AttachAliases attach -> attach(attach, view, now);
            case RequestDeletion deletion -> close(deletion, view);
            case ReleaseVideo release -> release(release, view);
            case SettleUpload settle -> settle(settle, view);
            case RecordStorage record -> record(record, now);
            case Tick _ -> tick(view, now);
        };
    }

    private Decision<ClaimEvent, ClaimAnswer> reserve(
            ReserveUpload command, ClaimsView view, Instant now) {
        var request = command.request();
        return switch (view.decision(request.id()).orElse(null)) {
            case Remembered known when !known.bodyHash().equals(request.bodyHash()) ->
                    refuse(request, new Rejection.CommandReused());
            case Remembered.Reserved open when now.isBefore(open.leaseUntil()) ->
                    refuse(request, new Rejection.InProgress(open.leaseUntil()));
            case Remembered.Reserved open -> reserveAgain(command, open, view, now);
            case Remembered.Registered done ->
                    Decision.nothing(
                            new Registered(
                                    request.id(),
                                    done.owner(),
                                    done.createdAt(),
                                    done.ticket(),
                                    done.aliases(),
                                    useNow(view, done.owner(), now).status(command.quotaPerHour()),
                                    true));
            case Remembered.Rejected done ->
                    Decision.nothing(new Refused(request.id(), done.rejection(), true));
            // The route is part of the command id: another kind of command cannot share it.
            case Remembered.Attached _ -> refuse(request, new Rejection.CommandReused());
            case Remembered.Cancelled gone -> reserveAfresh(command, gone.attempt() + 1, view, now);
            case null -> reserveAfresh(command, 1, view, now);
        };
    }

    private Decision<ClaimEvent, ClaimAnswer> reserveAfresh(
            ReserveUpload command, int attempt, ClaimsView view, Instant now) {
        var request = command.request();
        var obstacle = obstacle(command.aliases(), command.pubkey(), view);
        if (obstacle.isPresent()) {
            return refuseAndRemember(request, obstacle.get(), now);
        }
        var use = useNow(view, command.pubkey(), now);
        if (use.used() >= command.quotaPerHour() || attemptsUsedUp(use, command.quotaPerHour())) {
            return refuseAndRemember(
                    request, new Rejection.QuotaExceeded(use.status(command.quotaPerHour())), now);
        }
        var storageLimit = command.storageLimitSeconds().map(Storage::length);
        if (!view.ledger().hasRoomFor(command.seconds(), storageLimit, now)) {
            return refuseAndRemember(request, new Rejection.StorageFull(), now);
        }
        var lease = now.plus(LEASE);
        return Decision.of(
                new ClaimEvent.UploadReserved(
                        request,
                        command.pubkey(),
                        command.aliases(),
                        attempt,
                        lease,
                        now,
                        use.hour(),
                        command.seconds()),
                new Granted(
                        request.id(), attempt, lease, use.take().status(command.quotaPerHour())));
    }

    private Decision<ClaimEvent, ClaimAnswer> reserveAgain(
            ReserveUpload command, Remembered.Reserved open, ClaimsView view, Instant now) {
        var id = command.request().id();
        var use = useNow(view, open.pubkey(), now);
        if (attemptsUsedUp(use, command.quotaPerHour())) {
            // Not remembered: the reservation is open still, and its deadline will end it.
            return refuse(
                    command.request(),
                    new Rejection.QuotaExceeded(use.status(command.quotaPerHour())));
        }
        var lease = now.plus(LEASE);
        var attempt = open.attempt() + 1;
        return Decision.of(
                new ClaimEvent.UploadReservedAgain(id, attempt, lease, use.hour()),
                new Granted(id, attempt, lease, use.status(command.quotaPerHour())));
    }

    private Decision<ClaimEvent, ClaimAnswer> confirm(
            ConfirmUpload command, ClaimsView view, Instant now) {
        var ticket = command.ticket();
        return switch (view.decision(command.id()).orElse(null)) {
            case Remembered.Reserved open
                    when open.attempt() == command.attempt()
                            && view.ownership(ticket.uid()).isEmpty() ->
                    Decision.of(
                            new ClaimEvent.UploadConfirmed(
                                    command.id(), ticket, now.plus(open.source().remembered())),
                            new Registered(
                                    command.id(),
                                    open.pubkey(),
                                    open.createdAt(),
                                    ticket,
                                    open.aliases(),
                                    useNow(view, open.pubkey(), now).status(command.quotaPerHour()),
                                    false));
            case Remembered.Registered done when done.ticket().uid().equals(ticket.uid()) ->
                    Decision.nothing(
                            new Registered(
                                    command.id(),
                                    done.owner(),
                                    done.createdAt(),
                                    done.ticket(),
                                    done.aliases(),
                                    useNow(view, done.owner(), now).status(command.quotaPerHour()),
                                    false));
            case Remembered _ -> gone(command.id());
            case null -> gone(command.id());
        };
    }

    private Decision<ClaimEvent, ClaimAnswer> cancel(
            CancelUpload command, ClaimsView view, Instant now) {
        return switch (view.decision(command.id()).orElse(null)) {
            case Remembered.Reserved open when open.attempt() == command.attempt() ->
                    Decision.of(
                            new ClaimEvent.UploadCancelled(
                                    command.id(),
                                    givenBack(command.fault()),
                                    now.plus(open.source().remembered())),
                            new Cancelled(command.id()));
            case Remembered.Cancelled _ -> Decision.nothing(new Cancelled(command.id()));
            case Remembered _ -> gone(command.id());
            case null -> gone(command.id());
        };
    }

    private static GivenBack givenBack(Fault fault) {
        return switch (fault) {
            case STREAM -> GivenBack.SLOT;
            case STREAM_UNASKED -> GivenBack.SLOT_AND_ATTEMPT;
            case CALLER -> GivenBack.NOTHING;
        };
    }

    private Decision<ClaimEvent, ClaimAnswer> attach(
            AttachAliases command, ClaimsView view, Instant now) {
        var request = command.request();
        return switch (view.decision(request.id()).orElse(null)) {
            case Remembered known when !known.bodyHash().equals(request.bodyHash()) ->
                    refuse(request, new Rejection.CommandReused());
            case Remembered.Attached done ->
                    Decision.nothing(new Attached(request.id(), done.uid(), done.aliases(), true));
            case Remembered.Rejected done ->
                    Decision.nothing(new Refused(request.id(), done.rejection(), true));
            case Remembered.Reserved _ -> refuse(request, new Rejection.CommandReused());
            case Remembered.Registered _ -> refuse(request, new Rejection.CommandReused());
            case Remembered.Cancelled _ -> refuse(request, new Rejection.CommandReused());
            case null -> attachAfresh(command, view, now);
        };
    }

    private Decision<ClaimEvent, ClaimAnswer> attachAfresh(
            AttachAliases command, ClaimsView view, Instant now) {
        var request = command.request();
        var known = view.ownership(command.uid());
        if (known.isEmpty()) {
            return refuseAndRemember(request, new Rejection.NotFound(), now);
        }
        var ownership = known.get();
        if (!ownership.owner().equals(command.pubkey())) {
            return refuseAndRemember(request, new Rejection.NotOwner(), now);
        }
        if (ownership.closure().isPresent()) {
            return refuseAndRemember(
                    request, new Rejection.VideoClosed(ownership.closure().get()), now);
        }
        var filled = ownership.aliases().contradicted(command.aliases());
        if (!filled.isEmpty()) {
            return refuseAndRemember(request, new Rejection.AlreadySet(filled), now);
        }
        var toBind = command.aliases().without(ownership.aliases());
        var obstacle = obstacle(toBind, command.pubkey(), view);
        if (obstacle.isPresent()) {
            return refuseAndRemember(request, obstacle.get(), now);
        }
        return Decision.of(
                new ClaimEvent.AliasesBound(
                        request,
                        command.uid(),
                        command.aliases(),
                        toBind,
                        now.plus(request.source().remembered())),
                new Attached(request.id(), command.uid(), command.aliases(), false));
    }

    /**
     * Nothing of it is remembered: the owner's row says all that a repetition needs, and a refusal
     * comes again as long as its reason lasts.
     */
    private Decision<ClaimEvent, ClaimAnswer> close(RequestDeletion command, ClaimsView view) {
        var known = view.ownership(command.uid());
        if (known.isEmpty()) {
            return refuse(command.id(), new Rejection.NotFound());
        }
        var ownership = known.get();
        if (!ownership.owner().equals(command.pubkey())) {
            return refuse(command.id(), new Rejection.NotOwner());
        }
        var closed = new Closed(command.id(), command.uid(), ownership.owner());
        return closes(ownership, Closure.DELETED)
                ? Decision.of(new ClaimEvent.VideoReleased(command.uid(), Closure.DELETED), closed)
                : Decision.nothing(closed);
    }

    private Decision<ClaimEvent, ClaimAnswer> release(ReleaseVideo command, ClaimsView view) {
        var changes =
                view.ownership(command.uid())
                        .filter(ownership -> closes(ownership, command.reason()))
                        .isPresent();
        return changes
                ? Decision.of(
                        new ClaimEvent.VideoReleased(command.uid(), command.reason()),
                        new Released())
                : Decision.nothing(new Released());
    }

    /** The first end frees the aliases. Deletion is the last word: what failed can be deleted. */
    private static boolean closes(Ownership ownership, Closure reason) {
        return ownership
                .closure()
                .map(closure -> closure != Closure.DELETED && reason == Closure.DELETED)
                .orElse(true);
    }

    /** What a video takes may change, and its upload may be settled without having taken any. */
    private Decision<ClaimEvent, ClaimAnswer> settle(SettleUpload command, ClaimsView view) {
        var used = Storage.length(command.seconds());
        var changes =
                view.ownership(command.uid())
                        .filter(ownership -> !ownership.storage().equals(Share.used(used)))
                        .isPresent();
        return changes
                ? Decision.of(new ClaimEvent.UploadSettled(command.uid(), used), new Booked())
                : Decision.nothing(new Booked());
    }

    private Decision<ClaimEvent, ClaimAnswer> record(RecordStorage command, Instant now) {
        var report =
                new Ledger.Report(
                        Storage.length(command.usedSeconds()),
                        command.limitSeconds().map(Storage::length),
                        now);
        return Decision.of(new ClaimEvent.StorageRecorded(report), new Booked());
    }

    private Decision<ClaimEvent, ClaimAnswer> tick(ClaimsView view, Instant now) {
        var due = view.due(now, BATCH);
        var events = new ArrayList<ClaimEvent>();
        // Two attempts leave two deadlines: the id is acted on once, whatever the batch holds.
        var ids = new LinkedHashSet<CommandId>();
        for (var deadline : due) {
            events.add(new ClaimEvent.DeadlinePassed(deadline));
            ids.add(deadline.id());
        }
        for (var id : ids) {
            view.decision(id).flatMap(known -> lapse(id, known, now)).ifPresent(events::add);
        }
        return new Decision<>(events, new Ticked(due.size() == BATCH));
    }

    private static Optional<ClaimEvent> lapse(CommandId id, Remembered known, Instant now) {
        return switch (known) {
            case Remembered.Reserved open ->
                    now.isBefore(open.leaseUntil().plus(GRACE))
                            ? Optional.empty()
                            // The gateway fell silent, which the caller did not cause.
                            : Optional.of(
                                    new ClaimEvent.UploadCancelled(
                                            id,
                                            GivenBack.SLOT,
                                            now.plus(open.source().remembered())));
            case Remembered.Decided done ->
                    now.isBefore(done.keepUntil())
                            ? Optional.empty()
                            : Optional.of(new ClaimEvent.DecisionForgotten(id));
        };
    }

    /** What stands in the way of {@code aliases}: bound ones first, as they are final. */
    private static Optional<Rejection> obstacle(Aliases aliases, Pubkey pubkey, ClaimsView view) {
        var taken = EnumSet.noneOf(AliasKind.class);
        var uids = new EnumMap<AliasKind, Uid>(AliasKind.class);
        var own = EnumSet.noneOf(AliasKind.class);
        var retryAt = Optional.<Instant>empty();
        for (var alias : aliases.all()) {
            switch (view.holder(alias).orElse(null)) {
                case AliasHolder.Bound(var uid) -> {
                    taken.add(alias.kind());
                    uids.put(alias.kind(), uid);
                }
                case AliasHolder.Reserved(_, var by, var leaseUntil) -> {
                    (by.equals(pubkey) ? own : taken).add(alias.kind());
                    var until = leaseUntil.plus(GRACE);
                    // The claim is all or nothing: it waits for the last one.
                    retryAt = Optional.of(retryAt.filter(until::isBefore).orElse(until));
                }
                case null -> {}
            }
        }
        if (!taken.isEmpty()) {
            // While one alias is bound for good, waiting for another one helps nobody.
            return Optional.of(
                    new Rejection.AliasTaken(
                            taken, uids, uids.isEmpty() ? retryAt : Optional.empty()));
        }
        return own.isEmpty()
                ? Optional.empty()
                : Optional.of(new Rejection.UploadInProgress(own, retryAt.orElseThrow()));
    }

    private static QuotaUse useNow(ClaimsView view, Pubkey pubkey, Instant now) {
        return view.quota(pubkey).in(QuotaUse.hourOf(now));
    }

    private static boolean attemptsUsedUp(QuotaUse use, int quotaPerHour) {
        return use.attempts() >= (long) ATTEMPTS_PER_SLOT * quotaPerHour;
    }

    private static Decision<ClaimEvent, ClaimAnswer> gone(CommandId id) {
        return refuse(id, new Rejection.ReservationGone());
    }

    private static Decision<ClaimEvent, ClaimAnswer> refuse(Request request, Rejection rejection) {
        return refuse(request.id(), rejection);
    }

    private static Decision<ClaimEvent, ClaimAnswer> refuse(CommandId id, Rejection rejection) {
        return Decision.nothing(new Refused(id, rejection, false));
    }

    private static Decision<ClaimEvent, ClaimAnswer> refuseAndRemember(
            Request request, Rejection rejection, Instant now) {
        var answer = new Refused(request.id(), rejection, false);
        return isRemembered(rejection, request.source())
                ? Decision.of(
                        new ClaimEvent.CommandRefused(
                                request, rejection, now.plus(request.source().remembered())),
                        answer)
                : Decision.nothing(answer);
    }

    /**
     * A refusal that time alone lifts is not remembered for a day under an Idempotency-Key; one
     * that asks for the same token again is never remembered.
     */
    private static boolean isRemembered(Rejection rejection, CommandSource source) {
        return switch (rejection) {
            case Rejection.QuotaExceeded _ -> source == CommandSource.NIP98;
            case Rejection.AliasTaken taken ->
                    source == CommandSource.NIP98 || taken.retryAt().isEmpty();
            case Rejection.NotFound _,
                    Rejection.NotOwner _,
                    Rejection.VideoClosed _,
                    Rejection.AlreadySet _ ->
                    true;
            case Rejection.InProgress _,
                    Rejection.UploadInProgress _,
                    Rejection.ReservationGone _,
                    Rejection.CommandReused _,
                    // The account's storage, not the caller: the next try may find room.
                    Rejection.StorageFull _ ->
                    false;
        };
    }
}
