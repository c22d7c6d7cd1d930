package video.divine.media.gateway.video;

/**
 * The answer to an accepted deletion.
 *
 * @param status always {@code deleting}: whether Stream's copy is gone already is read at the video
 */
public record DeletionBody(String uid, String status) {
    static DeletionBody of(String uid) {
        return new DeletionBody(uid, "deleting");
    }
}
