package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.aliases;
import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.SharedCodec.quota;
import static video.divine.media.processor.codec.SharedCodec.refusal;
import static video.divine.media.processor.codec.SharedCodec.rejection;
import static video.divine.media.processor.codec.SharedCodec.replyTo;

import video.divine.media.avro.AliasesAttached;
import video.divine.media.avro.CallsLeased;
import video.divine.media.avro.Refusal;
import video.divine.media.avro.UploadCancelled;
import video.divine.media.avro.UploadGranted;
import video.divine.media.avro.UploadRegistered;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;

import java.util.Optional;

/** Records of the outcomes. */
final class OutcomeCodec {
    private OutcomeCodec() {}

    static video.divine.media.avro.Outcome toRecord(Outcome outcome) {
        return new video.divine.media.avro.Outcome(
                replyTo(outcome.replyTo()),
                outcome.commandId().hex(),
                outcome.replay(),
                body(outcome.body()));
    }

    static Outcome fromRecord(video.divine.media.avro.Outcome record) {
        return new Outcome(
                replyTo(record.getReplyTo()),
                new CommandId(record.getCommandId()),
                record.getReplay(),
                body(record.getBody()));
    }

    private static Object body(Outcome.Body body) {
        return switch (body) {
            case Outcome.Granted(var attempt, var leaseUntil, var quota) ->
                    new UploadGranted(attempt, millis(leaseUntil), quota(quota));
            case Outcome.Registered registered ->
                    new UploadRegistered(
                            registered.uid().value(),
                            registered.owner().hex(),
                            registered.uploadUrl(),
                            millis(registered.expiresAt()),
                            quota(registered.quota()));
            case Outcome.Cancelled _ -> new UploadCancelled();
            case Outcome.Attached(var uid, var aliases) ->
                    new AliasesAttached(uid.value(), aliases(aliases));
            case Outcome.DeletionAccepted(var uid) ->
                    new video.divine.media.avro.DeletionAccepted(uid.value());
            case Outcome.CheckScheduled(var uid) ->
                    new video.divine.media.avro.CheckScheduled(uid.value());
            case Outcome.CallsLeased(var calls, var until, var retryAt) ->
                    new CallsLeased(
                            calls, millis(until), retryAt.map(SharedCodec::millis).orElse(null));
            case Outcome.Refused(var rejection) -> refusal(rejection);
        };
    }

    private static Outcome.Body body(Object body) {
        return switch (body) {
            case UploadGranted granted ->
                    new Outcome.Granted(
                            granted.getAttempt(),
                            granted.getLeaseUntil(),
                            quota(granted.getQuota()));
            case UploadRegistered registered ->
                    new Outcome.Registered(
                            new Uid(registered.getUid()),
                            new Pubkey(registered.getOwner()),
                            registered.getUploadUrl(),
                            registered.getExpiresAt(),
                            quota(registered.getQuota()));
            case UploadCancelled _ -> new Outcome.Cancelled();
            case AliasesAttached attached ->
                    new Outcome.Attached(
                            new Uid(attached.getUid()), aliases(attached.getAliases()));
            case video.divine.media.avro.DeletionAccepted accepted ->
                    new Outcome.DeletionAccepted(new Uid(accepted.getUid()));
            case video.divine.media.avro.CheckScheduled scheduled ->
                    new Outcome.CheckScheduled(new Uid(scheduled.getUid()));
            case CallsLeased leased ->
                    new Outcome.CallsLeased(
                            leased.getCalls(),
                            leased.getUntil(),
                            Optional.ofNullable(leased.getRetryAt()));
            case Refusal refusal -> new Outcome.Refused(rejection(refusal));
            default -> throw Unions.unexpected("outcome", body);
        };
    }
}
