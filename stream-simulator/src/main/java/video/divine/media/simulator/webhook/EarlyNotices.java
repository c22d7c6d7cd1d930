package video.divine.media.simulator.webhook;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.video.Video;

import java.util.function.Function;

/** Notices of videos that nobody but us knows of yet, where the faults have it. */
public final class EarlyNotices {
    private final Faults faults;
    private final Function<Video, String> notice;
    private final NoticeSender sender;

    /**
     * Sends nothing by itself.
     *
     * @param notice the webhook body of a video
     */
    public EarlyNotices(Faults faults, Function<Video, String> notice, NoticeSender sender) {
        this.faults = faults;
        this.notice = notice;
        this.sender = sender;
    }

    /**
     * To be called between a video's creation and the answer that names it. Blocks until the
     * receiver has answered or one attempt has failed.
     */
    public void created(Video video) {
        if (faults.notice(video.uid()).early()) {
            sender.sendOnce(video.uid(), notice.apply(video));
        }
    }
}
