package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.aliases;
import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.SharedCodec.quota;
import static video.divine.media.processor.codec.SharedCodec.replyTo;
import static video.divine.media.processor.codec.SharedCodec.replyToIfAny;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.StreamNotice;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Notice.Measures;
import video.divine.media.processor.domain.video.Notice.Playback;
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.domain.video.VideoCommand.ConcludeAbsence;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecheckVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAbsence;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoCommand.Reply;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoEvent;

import java.time.Instant;

/** Records of the video commands and of the kept log of video events. */
final class VideoCodec {
    private VideoCodec() {}

    static video.divine.media.avro.VideoCommand toRecord(VideoEnvelope envelope) {
        return new video.divine.media.avro.VideoCommand(
                envelope.uid().value(), replyTo(envelope.replyTo()), body(envelope.command()));
    }

    static VideoEnvelope fromRecord(video.divine.media.avro.VideoCommand record) {
        return new VideoEnvelope(
                new Uid(record.getUid()),
                replyToIfAny(record.getReplyTo()),
                command(new Uid(record.getUid()), record.getBody()));
    }

    private static Object body(VideoCommand command) {
        return switch (command) {
            case RegisterVideo(var registration, var aliases, var reply) ->
                    new video.divine.media.avro.RegisterVideo(
                            registration.commandId().hex(),
                            registration.owner().hex(),
                            millis(registration.createdAt()),
                            reply.uploadUrl(),
                            millis(registration.expiresAt()),
                            aliases(aliases),
                            registration.meta(),
                            quota(reply.quota()),
                            reply.replay());
            case RecordAliases(var commandId, var aliases, var replay) ->
                    new video.divine.media.avro.RecordAliases(
                            commandId.hex(), aliases(aliases), replay);
            case RecordNotice(var notice) ->
                    new video.divine.media.avro.RecordNotice(notice(notice));
            case ExpireUpload _ -> new video.divine.media.avro.ExpireUpload();
            case DeleteVideo(var commandId, var pubkey) ->
                    new video.divine.media.avro.DeleteVideo(commandId.hex(), pubkey.hex());
            case ConfirmDeletion _ -> new video.divine.media.avro.ConfirmDeletion();
            case RecordAbsence _ -> new video.divine.media.avro.RecordAbsence();
            case RecheckVideo(var commandId) ->
                    new video.divine.media.avro.RecheckVideo(commandId.hex());
            case ConcludeAbsence _ ->
                    throw new IllegalArgumentException(
                            "Expected a command of the log, but a conclusion is not sent");
        };
    }

    private static VideoCommand command(Uid uid, Object body) {
        return switch (body) {
            case video.divine.media.avro.RegisterVideo register ->
                    new RegisterVideo(
                            new Registration(
                                    uid,
                                    new CommandId(register.getCommandId()),
                                    new Pubkey(register.getOwner()),
                                    register.getCreatedAt(),
                                    register.getExpiresAt(),
                                    register.getMeta()),
                            aliases(register.getAliases()),
                            new Reply(
                                    register.getUploadUrl(),
                                    quota(register.getQuota()),
                                    register.getReplay()));
            case video.divine.media.avro.RecordAliases record ->
                    new RecordAliases(
                            new CommandId(record.getCommandId()),
                            aliases(record.getAliases()),
                            record.getReplay());
            case video.divine.media.avro.RecordNotice record ->
                    new RecordNotice(notice(record.getNotice()));
            case video.divine.media.avro.ExpireUpload _ -> new ExpireUpload();
            case video.divine.media.avro.DeleteVideo delete ->
                    new DeleteVideo(
                            new CommandId(delete.getCommandId()), new Pubkey(delete.getPubkey()));
            case video.divine.media.avro.ConfirmDeletion _ -> new ConfirmDeletion();
            case video.divine.media.avro.RecordAbsence _ -> new RecordAbsence();
            case video.divine.media.avro.RecheckVideo recheck ->
                    new RecheckVideo(new CommandId(recheck.getCommandId()));
            default -> throw Unions.unexpected("video command", body);
        };
    }

    static StreamNotice notice(Notice notice) {
        var measures = notice.measures();
        var playback = notice.playback();
        return StreamNotice.newBuilder()
                .setState(notice.state())
                .setReadyToStream(notice.readyToStream())
                .setPercent(notice.percent())
                .setErrorCode(notice.errorCode())
                .setErrorText(notice.errorText())
                .setModified(millisIfAny(notice.modified()))
                .setDuration(measures.duration())
                .setSize(measures.size())
                .setWidth(measures.width())
                .setHeight(measures.height())
                .setHls(playback.hls())
                .setDash(playback.dash())
                .setThumbnail(playback.thumbnail())
                .build();
    }

    static Notice notice(StreamNotice notice) {
        return new Notice(
                notice.getState(),
                notice.getReadyToStream(),
                notice.getPercent(),
                notice.getErrorCode(),
                notice.getErrorText(),
                notice.getModified(),
                new Measures(
                        notice.getDuration(),
                        notice.getSize(),
                        notice.getWidth(),
                        notice.getHeight()),
                new Playback(notice.getHls(), notice.getDash(), notice.getThumbnail()));
    }

    static @Nullable Instant millisIfAny(@Nullable Instant instant) {
        return instant == null ? null : millis(instant);
    }

    static video.divine.media.avro.VideoEvent toRecord(LogEntry entry) {
        return new video.divine.media.avro.VideoEvent(
                entry.uid().value(),
                entry.sequence(),
                millis(entry.at()),
                entry.owner().hex(),
                millis(entry.createdAt()),
                body(entry.event()));
    }

    static LogEntry fromRecord(video.divine.media.avro.VideoEvent record) {
        return new LogEntry(
                new Uid(record.getUid()),
                record.getSequence(),
                record.getAt(),
                new Pubkey(record.getOwner()),
                record.getCreatedAt(),
                event(record));
    }

    private static Object body(VideoEvent event) {
        return switch (event) {
            case VideoEvent.VideoRegistered(var registration, var aliases) ->
                    new video.divine.media.avro.VideoRegistered(
                            registration.commandId().hex(),
                            millis(registration.expiresAt()),
                            aliases(aliases),
                            registration.meta());
            case VideoEvent.AliasesRecorded(var aliases) ->
                    new video.divine.media.avro.AliasesRecorded(aliases(aliases));
            case VideoEvent.ProcessingAdvanced(var notice) ->
                    new video.divine.media.avro.ProcessingAdvanced(notice(notice));
            case VideoEvent.VideoBecameReady(var notice) ->
                    new video.divine.media.avro.VideoBecameReady(notice(notice));
            case VideoEvent.VideoRefined(var notice) ->
                    new video.divine.media.avro.VideoRefined(notice(notice));
            case VideoEvent.RenditionsCompleted _ ->
                    new video.divine.media.avro.RenditionsCompleted();
            case VideoEvent.VideoFailed(var notice) ->
                    new video.divine.media.avro.VideoFailed(notice(notice));
            case VideoEvent.NoticeDisregarded(var notice) ->
                    new video.divine.media.avro.NoticeDisregarded(notice(notice));
            case VideoEvent.UploadExpired _ -> new video.divine.media.avro.UploadExpired();
            case VideoEvent.DeletionStarted _ -> new video.divine.media.avro.DeletionStarted();
            case VideoEvent.VideoDeleted _ -> new video.divine.media.avro.VideoDeleted();
            case VideoEvent.NoticeParked _ ->
                    throw new IllegalArgumentException(
                            "Expected an event of a registered video, but a parked notice has no"
                                    + " place in the log");
        };
    }

    private static VideoEvent event(video.divine.media.avro.VideoEvent record) {
        return switch (record.getBody()) {
            case video.divine.media.avro.VideoRegistered registered ->
                    new VideoEvent.VideoRegistered(
                            new Registration(
                                    new Uid(record.getUid()),
                                    new CommandId(registered.getCommandId()),
                                    new Pubkey(record.getOwner()),
                                    record.getCreatedAt(),
                                    registered.getExpiresAt(),
                                    registered.getMeta()),
                            aliases(registered.getAliases()));
            case video.divine.media.avro.AliasesRecorded recorded ->
                    new VideoEvent.AliasesRecorded(aliases(recorded.getAliases()));
            case video.divine.media.avro.ProcessingAdvanced advanced ->
                    new VideoEvent.ProcessingAdvanced(notice(advanced.getNotice()));
            case video.divine.media.avro.VideoBecameReady ready ->
                    new VideoEvent.VideoBecameReady(notice(ready.getNotice()));
            case video.divine.media.avro.VideoRefined refined ->
                    new VideoEvent.VideoRefined(notice(refined.getNotice()));
            case video.divine.media.avro.RenditionsCompleted _ ->
                    new VideoEvent.RenditionsCompleted();
            case video.divine.media.avro.VideoFailed failed ->
                    new VideoEvent.VideoFailed(notice(failed.getNotice()));
            case video.divine.media.avro.NoticeDisregarded disregarded ->
                    new VideoEvent.NoticeDisregarded(notice(disregarded.getNotice()));
            case video.divine.media.avro.UploadExpired _ -> new VideoEvent.UploadExpired();
            case video.divine.media.avro.DeletionStarted _ -> new VideoEvent.DeletionStarted();
            case video.divine.media.avro.VideoDeleted _ -> new VideoEvent.VideoDeleted();
            default -> throw Unions.unexpected("video event", record.getBody());
        };
    }
}
