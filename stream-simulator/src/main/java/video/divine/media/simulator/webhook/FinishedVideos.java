package video.divine.media.simulator.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.video.FailureReason;
import video.divine.media.simulator.video.Notice;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoStatus;

import java.util.Optional;
import java.util.function.Function;

/**
 * Ends the processing of a video. The end and the notice of it, with its fate, are one write, so a
 * crash after it cannot lose the notice and one before it cannot send one that is not true.
 */
public final class FinishedVideos {
    private static final Logger log = LoggerFactory.getLogger(FinishedVideos.class);

    private final VideoCatalogue catalogue;
    private final Subscriptions subscriptions;
    private final Function<Video, String> body;
    private final Faults faults;
    private final NoticeSender sender;

    /**
     * Ends videos of the catalogue and tells the subscriber.
     *
     * @param body the webhook body of a video
     */
    public FinishedVideos(
            VideoCatalogue catalogue,
            Subscriptions subscriptions,
            Function<Video, String> body,
            Faults faults,
            NoticeSender sender) {
        this.catalogue = catalogue;
        this.subscriptions = subscriptions;
        this.body = body;
        this.faults = faults;
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

    /** Only a subscription that exists now hears of it, unless it is dropped. */
    private Video withNotice(Video video) {
        if (subscriptions.current().isEmpty()) {
            return video;
        }
        var fate = faults.notice(video.ordinal());
        if (fate.dropped()) {
            log.info("webhook of video {} is dropped", video.uid());
            return video;
        }
        var notice =
                new Notice(
                        body.apply(video), fate.duplicated(), fate.heldBack(), fate.badlySigned());
        return video.withUnsentNotice(Optional.of(notice));
    }
}
