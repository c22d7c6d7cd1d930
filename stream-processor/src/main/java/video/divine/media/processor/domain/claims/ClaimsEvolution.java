package video.divine.media.processor.domain.claims;

import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.AliasHolder.Bound;
import video.divine.media.processor.domain.claims.ClaimEvent.AliasesBound;
import video.divine.media.processor.domain.claims.ClaimEvent.CommandRefused;
import video.divine.media.processor.domain.claims.ClaimEvent.DeadlinePassed;
import video.divine.media.processor.domain.claims.ClaimEvent.DecisionForgotten;
import video.divine.media.processor.domain.claims.ClaimEvent.StorageRecorded;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadCancelled;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadConfirmed;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadReserved;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadReservedAgain;
import video.divine.media.processor.domain.claims.ClaimEvent.UploadSettled;
import video.divine.media.processor.domain.claims.ClaimEvent.VideoReleased;

import java.util.function.BiConsumer;

/** Writes what happened into the rows. It decides nothing and refuses nothing. */
public final class ClaimsEvolution {
    public void apply(ClaimEvent event, ClaimsRows rows) {
        switch (event) {
            case UploadReserved reserved -> reserve(reserved, rows);
            case UploadReservedAgain again -> reserveAgain(again, rows);
            case UploadConfirmed confirmed -> confirm(confirmed, rows);
            case UploadCancelled cancelled -> cancel(cancelled, rows);
            case AliasesBound bound -> bind(bound, rows);
            case CommandRefused refused -> refuse(refused, rows);
            case VideoReleased released -> release(released, rows);
            case UploadSettled settled -> settle(settled, rows);
            case StorageRecorded(var report) -> rows.book(rows.ledger().reported(report));
            case DecisionForgotten(var id) -> rows.forget(id);
            case DeadlinePassed(var deadline) -> rows.unschedule(deadline);
        }
    }

    private static void reserve(UploadReserved event, ClaimsRows rows) {
        var request = event.request();
        var open =
                new Remembered.Reserved(
                        request.source(),
                        request.bodyHash(),
                        event.pubkey(),
                        event.aliases(),
                        event.attempt(),
                        event.leaseUntil(),
                        event.createdAt(),
                        event.hour(),
                        event.seconds());
        rows.use(event.pubkey(), rows.quota(event.pubkey()).in(event.hour()).take());
        rows.book(rows.ledger().with(Share.reserved(event.seconds())));
        open(request.id(), open, rows);
    }

    private static void reserveAgain(UploadReservedAgain event, ClaimsRows rows) {
        withReservation(
                event.id(),
                rows,
                (id, open) -> {
                    rows.use(open.pubkey(), rows.quota(open.pubkey()).in(event.hour()).tryAgain());
                    open(id, open.again(event.attempt(), event.leaseUntil()), rows);
                });
    }

    private static void open(CommandId id, Remembered.Reserved open, ClaimsRows rows) {
        var holder = new AliasHolder.Reserved(id, open.pubkey(), open.leaseUntil());
        open.aliases().all().forEach(alias -> rows.hold(alias, holder));
        rows.remember(id, open);
        rows.schedule(new Deadline(open.leaseUntil().plus(ClaimsDecider.GRACE), id));
    }

    private static void confirm(UploadConfirmed event, ClaimsRows rows) {
        withReservation(
                event.id(),
                rows,
                (id, open) -> {
                    var uid = event.ticket().uid();
                    open.aliases().all().forEach(alias -> rows.hold(alias, new Bound(uid)));
                    rows.own(
                            uid,
                            Ownership.open(
                                    open.pubkey(), open.aliases(), Share.reserved(open.seconds())));
                    remember(
                            id,
                            new Remembered.Registered(
                                    open.source(),
                                    open.bodyHash(),
                                    event.keepUntil(),
                                    open.pubkey(),
                                    open.aliases(),
                                    open.createdAt(),
                                    event.ticket()),
                            rows);
                });
    }

    private static void cancel(UploadCancelled event, ClaimsRows rows) {
        withReservation(
                event.id(),
                rows,
                (id, open) -> {
                    open.aliases().all().forEach(rows::free);
                    rows.book(rows.ledger().without(Share.reserved(open.seconds())));
                    rows.use(
                            open.pubkey(),
                            giveBack(event.givenBack(), open, rows.quota(open.pubkey())));
                    remember(
                            id,
                            new Remembered.Cancelled(
                                    open.source(),
                                    open.bodyHash(),
                                    event.keepUntil(),
                                    open.attempt()),
                            rows);
                });
    }

    /** A later attempt can be of a later hour than the slot. */
    private static QuotaUse giveBack(
            ClaimEvent.GivenBack what, Remembered.Reserved open, QuotaUse use) {
        return switch (what) {
            case NOTHING -> use;
            case SLOT -> use.giveSlotBack(open.hour());
            case SLOT_AND_ATTEMPT ->
                    use.giveSlotBack(open.hour()).giveAttemptBack(open.attemptHour());
        };
    }

    private static void bind(AliasesBound event, ClaimsRows rows) {
        var request = event.request();
        var ownership = ownership(event.uid(), rows);
        event.added().all().forEach(alias -> rows.hold(alias, new Bound(event.uid())));
        rows.own(event.uid(), ownership.with(event.added()));
        remember(
                request.id(),
                new Remembered.Attached(
                        request.source(),
                        request.bodyHash(),
                        event.keepUntil(),
                        event.uid(),
                        event.asked()),
                rows);
    }

    private static void refuse(CommandRefused event, ClaimsRows rows) {
        var request = event.request();
        remember(
                request.id(),
                new Remembered.Rejected(
                        request.source(), request.bodyHash(), event.keepUntil(), event.rejection()),
                rows);
    }

    private static void release(VideoReleased event, ClaimsRows rows) {
        var ownership = ownership(event.uid(), rows);
        ownership.aliases().all().forEach(rows::free);
        rows.own(event.uid(), ownership.closed(event.reason()));
    }

    private static void settle(UploadSettled event, ClaimsRows rows) {
        var ownership = ownership(event.uid(), rows);
        var share = Share.used(event.used());
        rows.book(rows.ledger().without(ownership.storage()).with(share));
        rows.own(event.uid(), ownership.settled(share));
    }

    private static void remember(CommandId id, Remembered.Decided decision, ClaimsRows rows) {
        rows.remember(id, decision);
        rows.schedule(new Deadline(decision.keepUntil(), id));
    }

    private static Ownership ownership(Uid uid, ClaimsRows rows) {
        return rows.ownership(uid)
                .orElseThrow(
                        () ->
                                new IllegalStateException(
                                        "Expected an owner of " + uid + ", but there is none"));
    }

    private static void withReservation(
            CommandId id, ClaimsRows rows, BiConsumer<CommandId, Remembered.Reserved> then) {
        if (rows.decision(id).orElse(null) instanceof Remembered.Reserved open) {
            then.accept(id, open);
        } else {
            throw new IllegalStateException(
                    "Expected an open reservation under " + id + ", but there is none");
        }
    }
}
