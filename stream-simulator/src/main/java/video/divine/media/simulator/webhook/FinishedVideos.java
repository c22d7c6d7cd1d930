package video.divine.media.simulator.webhook;

import video.divine.media.simulator.video.FailureReason;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoStatus;

import java.util.Optional;
import java.util.function.Function;

/**
 * Ends the processing of a video. The end and the notice of it are one write, so a crash after it
 * cannot lose the notice and one before it cannot send one that is not true.
 */
public final class FinishedVideos {
    private final VideoCatalogue catalogue;
    private final Subscriptions subscriptions;
    private final Function<Video, String> notice;
    private final NoticeSender sender;

    /**
     * Ends videos of the catalogue and tells the subscriber.
     *
     * @param notice the webhook body of a video
     */
    public FinishedVideos(
            VideoCatalogue catalogue,
            Subscriptions subscriptions,
            Function<Video, String> notice,
            NoticeSender sender) {
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.notice = notice;
        this.sender = sender;
    }

    /** A playable manifest exists. */
    public void ready(String uid) {
        finish(uid, video -> new VideoStatus.Ready(video.modified()));
    }

    /** It never will be playable. */
    public void failed(String uid, FailureReason reason) {
        finish(uid, video -> new VideoStatus.Failed(reason, video.status().percent()));
    }

    private void finish(String uid, Function<Video, VideoStatus> end) {
        var changed =
                catalogue.change(
                        uid, video -> Optional.of(withNotice(video.withStatus(end.apply(video)))));
        if (changed.flatMap(Video::unsentNotice).isPresent()) {
            sender.send(uid);
        }
    }

    /** Only a subscription that exists now hears of it. */
    private Video withNotice(Video video) {
        return subscriptions.current().isPresent()
                ? video.withUnsentNotice(Optional.of(notice.apply(video)))
                : video;
    }
}
