package video.divine.media.processor.codec;

import static video.divine.media.processor.codec.SharedCodec.millis;
import static video.divine.media.processor.codec.VideoCodec.millisIfAny;

import video.divine.media.avro.WatchRow;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.watch.StreamTask;
import video.divine.media.processor.domain.watch.StreamTask.AskStream;
import video.divine.media.processor.domain.watch.StreamTask.DeleteFromStream;
import video.divine.media.processor.domain.watch.Watch;

/** Records of the tasks at Stream, and rows of the watches. */
final class WatchCodec {
    private WatchCodec() {}

    static video.divine.media.avro.StreamTask toRecord(StreamTask task) {
        return new video.divine.media.avro.StreamTask(task.uid().value(), body(task.body()));
    }

    static StreamTask fromRecord(video.divine.media.avro.StreamTask record) {
        return new StreamTask(new Uid(record.getUid()), body(record.getBody()));
    }

    private static Object body(StreamTask.Body body) {
        return switch (body) {
            case AskStream(var endUpload) -> new video.divine.media.avro.AskStream(endUpload);
            case DeleteFromStream _ -> new video.divine.media.avro.DeleteFromStream();
        };
    }

    private static StreamTask.Body body(Object body) {
        return switch (body) {
            case video.divine.media.avro.AskStream ask -> new AskStream(ask.getEndUpload());
            case video.divine.media.avro.DeleteFromStream _ -> new DeleteFromStream();
            default -> throw Unions.unexpected("task", body);
        };
    }

    static WatchRow toRecord(Watch watch) {
        return WatchRow.newBuilder()
                .setStatus(VideoRowCodec.status(watch.phase()))
                .setSince(millis(watch.since()))
                .setAttempts(watch.attempts())
                .setNextAt(millis(watch.nextAt()))
                .setAbsences(watch.absences())
                .setAbsentSince(millisIfAny(watch.absentSince()))
                .setAlarmed(watch.alarmed())
                .build();
    }

    static Watch fromRecord(WatchRow row) {
        return new Watch(
                VideoRowCodec.phase(row.getStatus()),
                row.getSince(),
                row.getAttempts(),
                row.getNextAt(),
                row.getAbsences(),
                row.getAbsentSince(),
                row.getAlarmed());
    }
}
