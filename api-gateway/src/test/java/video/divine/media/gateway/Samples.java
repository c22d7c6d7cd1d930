package video.divine.media.gateway;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.StreamNotice;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoError;
import video.divine.media.avro.VideoEvent;
import video.divine.media.avro.VideoStatus;
import video.divine.media.gateway.nostr.Pubkey;

import java.time.Instant;
import java.util.Map;

/** Rows for the fake stores. */
public final class Samples {
    public static final Instant CREATED = Instant.parse("2027-01-15T08:00:00.120Z");

    private Samples() {}

    /** A video with nothing but its state. */
    public static Video video(String uid, Pubkey owner, VideoStatus status) {
        return video(uid, owner, status, CREATED);
    }

    /** The same, made at {@code createdAt}. */
    public static Video video(String uid, Pubkey owner, VideoStatus status, Instant createdAt) {
        return video(uid, owner, status, createdAt, null);
    }

    private static Video video(
            String uid,
            Pubkey owner,
            VideoStatus status,
            Instant createdAt,
            @Nullable VideoError error) {
        return new Video(
                uid,
                3L,
                status,
                owner.hex(),
                createdAt,
                createdAt,
                createdAt.plusSeconds(1_800),
                null,
                null,
                null,
                Map.of(),
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                null,
                error);
    }

    /** A playable one with everything that can be known of it. */
    public static Video ready(String uid, Pubkey owner) {
        var folder = "https://cdn.example/" + uid;
        return new Video(
                uid,
                3L,
                VideoStatus.READY,
                owner.hex(),
                CREATED,
                CREATED,
                CREATED.plusSeconds(1_800),
                "ab".repeat(32),
                "abc",
                "https://vine.co/v/abc",
                Map.of("title", "Hi"),
                39.0,
                folder + "/manifest/video.m3u8",
                folder + "/manifest/video.mpd",
                folder + "/thumbnails/thumbnail.jpg",
                6.5,
                123_456L,
                480,
                640,
                CREATED.plusSeconds(30),
                null);
    }

    /** One that Stream could not read. */
    public static Video failed(String uid, Pubkey owner, @Nullable String text) {
        return video(
                uid, owner, VideoStatus.FAILED, CREATED, new VideoError("ERR_NON_VIDEO", text));
    }

    public static StreamNotice notice(String state, boolean readyToStream) {
        return new StreamNotice(
                state,
                readyToStream,
                39.0,
                null,
                null,
                CREATED.plusSeconds(30),
                6.5,
                null,
                null,
                null,
                null,
                null,
                null);
    }

    /** Something that happened to a video, a second after what came before. */
    public static VideoEvent event(String uid, Pubkey owner, long sequence, Object body) {
        return new VideoEvent(
                uid, sequence, CREATED.plusSeconds(sequence), owner.hex(), CREATED, body);
    }
}
