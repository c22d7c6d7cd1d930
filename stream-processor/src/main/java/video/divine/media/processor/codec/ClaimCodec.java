package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.aliases;
import static video.divine.media.processor.codec.SharedCodec.closure;
import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.SharedCodec.replyTo;
import static video.divine.media.processor.codec.SharedCodec.replyToIfAny;

import video.divine.media.avro.UploadFault;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.ClaimCommand;
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
import video.divine.media.processor.domain.claims.ClaimCommand.Ticket;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.claims.CommandSource;
import video.divine.media.processor.domain.claims.Request;

import java.util.Optional;

/** Records of the claims log. */
final class ClaimCodec {
    private ClaimCodec() {}

    static video.divine.media.avro.ClaimCommand toRecord(ClaimEnvelope envelope) {
        return new video.divine.media.avro.ClaimCommand(
                replyTo(envelope.replyTo()), body(envelope.command()));
    }

    static ClaimEnvelope fromRecord(video.divine.media.avro.ClaimCommand record) {
        return new ClaimEnvelope(replyToIfAny(record.getReplyTo()), command(record.getBody()));
    }

    private static Object body(ClaimCommand command) {
        return switch (command) {
            case ReserveUpload reserve ->
                    new video.divine.media.avro.ReserveUpload(
                            reserve.request().id().hex(),
                            source(reserve.request().source()),
                            reserve.request().bodyHash(),
                            reserve.pubkey().hex(),
                            aliases(reserve.aliases()),
                            reserve.quotaPerHour(),
                            reserve.seconds(),
                            reserve.storageLimitSeconds().orElse(null));
            case ConfirmUpload(var id, var attempt, var ticket, var quotaPerHour) ->
                    new video.divine.media.avro.ConfirmUpload(
                            id.hex(),
                            attempt,
                            ticket.uid().value(),
                            ticket.uploadUrl(),
                            millis(ticket.expiresAt()),
                            ticket.meta(),
                            quotaPerHour);
            case CancelUpload(var id, var attempt, var fault) ->
                    new video.divine.media.avro.CancelUpload(
                            id.hex(), attempt, fault(fault), fault != Fault.STREAM_UNASKED);
            case AttachAliases(var request, var pubkey, var uid, var aliases) ->
                    new video.divine.media.avro.AttachAliases(
                            request.id().hex(),
                            source(request.source()),
                            request.bodyHash(),
                            pubkey.hex(),
                            uid.value(),
                            aliases(aliases));
            case RequestDeletion(var id, var pubkey, var uid) ->
                    new video.divine.media.avro.RequestDeletion(
                            id.hex(), pubkey.hex(), uid.value());
            case ReleaseVideo(var uid, var reason) ->
                    new video.divine.media.avro.ReleaseVideo(uid.value(), closure(reason));
            case SettleUpload(var uid, var seconds) ->
                    new video.divine.media.avro.SettleUpload(uid.value(), seconds);
            case RecordStorage(var usedSeconds, var limitSeconds) ->
                    new video.divine.media.avro.RecordStorage(
                            usedSeconds, limitSeconds.orElse(null));
            case Tick _ -> new video.divine.media.avro.Tick();
        };
    }

    private static ClaimCommand command(Object body) {
        return switch (body) {
            case video.divine.media.avro.ReserveUpload reserve ->
                    new ReserveUpload(
                            new Request(
                                    new CommandId(reserve.getCommandId()),
                                    source(reserve.getSource()),
                                    reserve.getBodyHash()),
                            new Pubkey(reserve.getPubkey()),
                            aliases(reserve.getAliases()),
                            reserve.getQuotaPerHour(),
                            reserve.getSeconds(),
                            Optional.ofNullable(reserve.getStorageLimitSeconds()));
            case video.divine.media.avro.ConfirmUpload confirm ->
                    new ConfirmUpload(
                            new CommandId(confirm.getCommandId()),
                            confirm.getAttempt(),
                            new Ticket(
                                    new Uid(confirm.getUid()),
                                    confirm.getUploadUrl(),
                                    confirm.getExpiresAt(),
                                    confirm.getMeta()),
                            confirm.getQuotaPerHour());
            case video.divine.media.avro.CancelUpload cancel ->
                    new CancelUpload(
                            new CommandId(cancel.getCommandId()),
                            cancel.getAttempt(),
                            fault(cancel.getFault(), cancel.getAsked()));
            case video.divine.media.avro.AttachAliases attach ->
                    new AttachAliases(
                            new Request(
                                    new CommandId(attach.getCommandId()),
                                    source(attach.getSource()),
                                    attach.getBodyHash()),
                            new Pubkey(attach.getPubkey()),
                            new Uid(attach.getUid()),
                            aliases(attach.getAliases()));
            case video.divine.media.avro.RequestDeletion deletion ->
                    new RequestDeletion(
                            new CommandId(deletion.getCommandId()),
                            new Pubkey(deletion.getPubkey()),
                            new Uid(deletion.getUid()));
            case video.divine.media.avro.ReleaseVideo release ->
                    new ReleaseVideo(new Uid(release.getUid()), closure(release.getReason()));
            case video.divine.media.avro.SettleUpload settle ->
                    new SettleUpload(new Uid(settle.getUid()), settle.getSeconds());
            case video.divine.media.avro.RecordStorage storage ->
                    new RecordStorage(
                            storage.getUsedSeconds(),
                            Optional.ofNullable(storage.getLimitSeconds()));
            case video.divine.media.avro.Tick _ -> new Tick();
            // Avro types a union as Object: its branches are the cases above.
            default -> throw Unions.unexpected("claim command", body);
        };
    }

    static video.divine.media.avro.CommandSource source(CommandSource source) {
        return switch (source) {
            case NIP98 -> video.divine.media.avro.CommandSource.NIP98;
            case IDEMPOTENCY_KEY -> video.divine.media.avro.CommandSource.IDEMPOTENCY_KEY;
        };
    }

    static CommandSource source(video.divine.media.avro.CommandSource source) {
        return switch (source) {
            case NIP98 -> CommandSource.NIP98;
            case IDEMPOTENCY_KEY -> CommandSource.IDEMPOTENCY_KEY;
        };
    }

    private static UploadFault fault(Fault fault) {
        return switch (fault) {
            case STREAM, STREAM_UNASKED -> UploadFault.STREAM;
            case CALLER -> UploadFault.CALLER;
        };
    }

    private static Fault fault(UploadFault fault, boolean asked) {
        return switch (fault) {
            case STREAM -> asked ? Fault.STREAM : Fault.STREAM_UNASKED;
            case CALLER -> Fault.CALLER;
        };
    }
}
