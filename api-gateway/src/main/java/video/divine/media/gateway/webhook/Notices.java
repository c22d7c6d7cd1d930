package video.divine.media.gateway.webhook;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.RecordNotice;
import video.divine.media.avro.StreamNotice;
import video.divine.media.avro.VideoCommand;
import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.StreamVideo;

import java.math.BigDecimal;
import java.time.temporal.ChronoUnit;
import java.util.OptionalInt;
import java.util.OptionalLong;

/** Stream's video object as the command that records it, from whatever source it came. */
public final class Notices {
    /** Where Stream names no state, nothing is known but that there is a video. */
    private static final String NO_STATE = "";

    /** In characters: a sentence for people. The processor refuses what no row should hold. */
    static final int LONGEST_ERROR_TEXT = 4_096;

    private final DeliveryUrls delivery;

    public Notices(DeliveryUrls delivery) {
        this.delivery = delivery;
    }

    /** The command, which nobody waits for. */
    public VideoCommand command(StreamVideo video) {
        return new VideoCommand(video.uid(), null, new RecordNotice(notice(video)));
    }

    private StreamNotice notice(StreamVideo video) {
        var status = video.status();
        var playback = delivery.of(video);
        return StreamNotice.newBuilder()
                .setState(status.state().orElse(NO_STATE))
                .setReadyToStream(video.readyToStream())
                .setPercent(status.percentComplete().map(BigDecimal::doubleValue).orElse(null))
                .setErrorCode(status.errorCode().orElse(null))
                .setErrorText(status.errorText().map(Notices::shortened).orElse(null))
                .setModified(
                        video.modified().map(at -> at.truncatedTo(ChronoUnit.MILLIS)).orElse(null))
                .setDuration(video.durationSeconds().map(BigDecimal::doubleValue).orElse(null))
                .setSize(orNull(video.sizeBytes()))
                .setWidth(orNull(video.width()))
                .setHeight(orNull(video.height()))
                .setHls(playback.hls().orElse(null))
                .setDash(playback.dash().orElse(null))
                .setThumbnail(playback.thumbnail().orElse(null))
                .build();
    }

    private static String shortened(String text) {
        return text.substring(0, Math.min(text.length(), LONGEST_ERROR_TEXT));
    }

    private static @Nullable Integer orNull(OptionalInt number) {
        return number.isPresent() ? number.getAsInt() : null;
    }

    private static @Nullable Long orNull(OptionalLong number) {
        return number.isPresent() ? number.getAsLong() : null;
    }
}
