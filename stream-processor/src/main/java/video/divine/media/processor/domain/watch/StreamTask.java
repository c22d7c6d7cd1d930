package video.divine.media.processor.domain.watch;

import video.divine.media.processor.domain.Uid;

/**
 * Something to be done at Stream about one video. It is put out again until the video's state says
 * that it was done, so whoever does it may do it twice or not at all.
 */
public record StreamTask(Uid uid, Body body) {
    /** What to do. */
    public sealed interface Body {}

    /**
     * Ask how the video stands.
     *
     * @param endUpload the upload link has ended: where Stream still waits for the upload, its
     *     record is to be deleted
     */
    public record AskStream(boolean endUpload) implements Body {}

    /** Delete Stream's copy; one that is not there counts as deleted. */
    public record DeleteFromStream() implements Body {}
}
