package video.divine.media.simulator.webhook;

import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;

import java.util.concurrent.CompletableFuture;
import java.util.function.Function;

/** Notices of videos that nobody but us knows of yet, where the faults have it. */
public final class EarlyNotices {
    private final VideoCatalogue catalogue;
    private final Faults faults;
    private final Function<Video, String> body;
    private final NoticeSender sender;

    /**
     * Sends nothing by itself.
     *
     * @param body the webhook body of a video
     */
    public EarlyNotices(
            VideoCatalogue catalogue,
            Faults faults,
            Function<Video, String> body,
            NoticeSender sender) {
        this.catalogue = catalogue;
        this.faults = faults;
        this.body = body;
        this.sender = sender;
    }

    /**
     * To be called between a video's creation and the answer that names it, which waits for what is
     * returned: it is done when the receiver has answered or the one attempt has failed. Does not
     * block.
     */
    public CompletableFuture<Void> created(String uid) {
        return catalogue.find(uid).map(this::sent).orElseGet(EarlyNotices::nothing);
    }

    private CompletableFuture<Void> sent(Video video) {
        var fate = faults.notice(video.ordinal());
        return fate.early()
                ? sender.sendOnce(video.uid(), body.apply(video), fate.badlySigned())
                : nothing();
    }

    private static CompletableFuture<Void> nothing() {
        return CompletableFuture.completedFuture(null);
    }
}
