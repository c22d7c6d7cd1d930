package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.aliases;
import static video.divine.media.processor.codec.SharedCodec.closure;
import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.SharedCodec.refusal;
import static video.divine.media.processor.codec.SharedCodec.rejection;
import static video.divine.media.processor.codec.SharedCodec.required;

import video.divine.media.avro.AliasBound;
import video.divine.media.avro.AliasReserved;
import video.divine.media.avro.AliasRow;
import video.divine.media.avro.DecisionAttached;
import video.divine.media.avro.DecisionCancelled;
import video.divine.media.avro.DecisionRefused;
import video.divine.media.avro.DecisionRegistered;
import video.divine.media.avro.DecisionReserved;
import video.divine.media.avro.DecisionRow;
import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.OwnerRow;
import video.divine.media.avro.QuotaRow;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.AliasHolder;
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;
import video.divine.media.processor.domain.claims.Ledger;
import video.divine.media.processor.domain.claims.Ownership;
import video.divine.media.processor.domain.claims.QuotaUse;
import video.divine.media.processor.domain.claims.Remembered;
import video.divine.media.processor.domain.claims.Share;
import video.divine.media.processor.domain.claims.Storage;

import java.util.Optional;

/** Rows of the claims stores. */
final class ClaimRowCodec {
    private ClaimRowCodec() {}

    static AliasRow toRecord(AliasHolder holder) {
        return new AliasRow(
                switch (holder) {
                    case AliasHolder.Reserved(var by, var pubkey, var leaseUntil) ->
                            new AliasReserved(by.hex(), pubkey.hex(), millis(leaseUntil));
                    case AliasHolder.Bound(var uid) -> new AliasBound(uid.value());
                });
    }

    static AliasHolder fromRecord(AliasRow row) {
        return switch (row.getHolder()) {
            case AliasReserved reserved ->
                    new AliasHolder.Reserved(
                            new CommandId(reserved.getCommandId()),
                            new Pubkey(reserved.getPubkey()),
                            reserved.getLeaseUntil());
            case AliasBound bound -> new AliasHolder.Bound(new Uid(bound.getUid()));
            default -> throw Unions.unexpected("alias holder", row.getHolder());
        };
    }

    static QuotaRow toRecord(QuotaUse use) {
        return new QuotaRow(use.hour(), use.used(), use.attempts());
    }

    static QuotaUse fromRecord(QuotaRow row) {
        return new QuotaUse(row.getHour(), row.getUsed(), row.getAttempts());
    }

    static OwnerRow toRecord(Ownership ownership) {
        return new OwnerRow(
                ownership.owner().hex(),
                aliases(ownership.aliases()),
                ownership.closure().map(SharedCodec::closure).orElse(null),
                ownership.storage().reserved(),
                Storage.seconds(ownership.storage().used()));
    }

    static Ownership fromRecord(OwnerRow row) {
        var closure = row.getClosure();
        return new Ownership(
                new Pubkey(row.getPubkey()),
                aliases(row.getAliases()),
                closure == null ? Optional.empty() : Optional.of(closure(closure)),
                new Share(row.getReservedSeconds(), Storage.length(row.getUsedSeconds())));
    }

    static LedgerRow toRecord(Ledger ledger) {
        var row =
                LedgerRow.newBuilder()
                        .setReservedSeconds(ledger.reserved())
                        .setUsedSeconds(Storage.seconds(ledger.used()));
        ledger.reported()
                .ifPresent(
                        report ->
                                row.setReportedUsedSeconds(Storage.seconds(report.used()))
                                        .setReportedLimitSeconds(
                                                report.limit().map(Storage::seconds).orElse(null))
                                        .setReportedAt(millis(report.at())));
        return row.build();
    }

    static Ledger fromRecord(LedgerRow row) {
        return new Ledger(
                row.getReservedSeconds(), Storage.length(row.getUsedSeconds()), report(row));
    }

    private static Optional<Ledger.Report> report(LedgerRow row) {
        var reportedAt = row.getReportedAt();
        return reportedAt == null
                ? Optional.empty()
                : Optional.of(
                        new Ledger.Report(
                                Storage.length(
                                        required(
                                                row.getReportedUsedSeconds(),
                                                "reportedUsedSeconds")),
                                Optional.ofNullable(row.getReportedLimitSeconds())
                                        .map(Storage::length),
                                reportedAt));
    }

    static DecisionRow toRecord(Remembered known) {
        var row =
                DecisionRow.newBuilder()
                        .setSource(ClaimCodec.source(known.source()))
                        .setBodyHash(known.bodyHash());
        return switch (known) {
            case Remembered.Reserved open ->
                    row.setState(
                                    new DecisionReserved(
                                            open.pubkey().hex(),
                                            aliases(open.aliases()),
                                            open.attempt(),
                                            millis(open.leaseUntil()),
                                            millis(open.createdAt()),
                                            open.hour(),
                                            open.seconds()))
                            .build();
            case Remembered.Registered done ->
                    row.setKeepUntil(millis(done.keepUntil()))
                            .setState(
                                    new DecisionRegistered(
                                            done.ticket().uid().value(),
                                            done.owner().hex(),
                                            millis(done.createdAt()),
                                            done.ticket().uploadUrl(),
                                            millis(done.ticket().expiresAt()),
                                            aliases(done.aliases()),
                                            done.ticket().meta()))
                            .build();
            case Remembered.Attached done ->
                    row.setKeepUntil(millis(done.keepUntil()))
                            .setState(
                                    new DecisionAttached(
                                            done.uid().value(), aliases(done.aliases())))
                            .build();
            case Remembered.Rejected done ->
                    row.setKeepUntil(millis(done.keepUntil()))
                            .setState(new DecisionRefused(refusal(done.rejection())))
                            .build();
            case Remembered.Cancelled done ->
                    row.setKeepUntil(millis(done.keepUntil()))
                            .setState(new DecisionCancelled(done.attempt()))
                            .build();
        };
    }

    static Remembered fromRecord(DecisionRow row) {
        var source = ClaimCodec.source(row.getSource());
        var bodyHash = row.getBodyHash();
        if (row.getState() instanceof DecisionReserved open) {
            return new Remembered.Reserved(
                    source,
                    bodyHash,
                    new Pubkey(open.getPubkey()),
                    aliases(open.getAliases()),
                    open.getAttempt(),
                    open.getLeaseUntil(),
                    open.getCreatedAt(),
                    open.getHour(),
                    open.getSeconds());
        }
        var keepUntil = required(row.getKeepUntil(), "keepUntil");
        return switch (row.getState()) {
            case DecisionRegistered done ->
                    new Remembered.Registered(
                            source,
                            bodyHash,
                            keepUntil,
                            new Pubkey(done.getOwner()),
                            aliases(done.getAliases()),
                            done.getCreatedAt(),
                            new Ticket(
                                    new Uid(done.getUid()),
                                    done.getUploadUrl(),
                                    done.getExpiresAt(),
                                    done.getMeta()));
            case DecisionAttached done ->
                    new Remembered.Attached(
                            source,
                            bodyHash,
                            keepUntil,
                            new Uid(done.getUid()),
                            aliases(done.getAliases()));
            case DecisionRefused done ->
                    new Remembered.Rejected(
                            source, bodyHash, keepUntil, rejection(done.getRefusal()));
            case DecisionCancelled done ->
                    new Remembered.Cancelled(source, bodyHash, keepUntil, done.getAttempt());
            default -> throw Unions.unexpected("decision", row.getState());
        };
    }
}
