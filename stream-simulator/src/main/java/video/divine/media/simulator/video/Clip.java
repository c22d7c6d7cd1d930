package video.divine.media.simulator.video;

/**
 * A part of another video.
 *
 * @param from its uid; it may be deleted since
 * @param startSeconds of it, where the part begins
 * @param endSeconds of it, where the part ends
 */
public record Clip(String from, int startSeconds, int endSeconds) {
    public int seconds() {
        return endSeconds - startSeconds;
    }
}
