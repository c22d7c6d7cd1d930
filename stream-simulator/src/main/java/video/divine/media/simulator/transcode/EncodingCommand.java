package video.divine.media.simulator.transcode;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/**
 * The arguments of the one ffmpeg run that turns a source into CMAF segments which HLS and DASH
 * share.
 */
final class EncodingCommand {
    /** Stream's own segment length (facts, 2.17). */
    private static final int SEGMENT_SECONDS = 4;

    /** Stream keeps up to 70 frames a second. */
    private static final double HIGHEST_FRAME_RATE = 70;

    private static final int CAPPED_FRAME_RATE = 60;

    private EncodingCommand() {}

    static List<String> arguments(
            Path source, Probe.Playable probe, List<Rendition> ladder, String encoder, Path mpd) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-nostdin", "-y"));
        // Without it a truncated MP4 ends in success (facts, section 9).
        arguments.add("-xerror");
        arguments.addAll(List.of("-threads", "2"));
        arguments.addAll(InputGuard.options());
        arguments.addAll(InputGuard.input(source));
        ladder.forEach(_ -> arguments.addAll(List.of("-map", "0:" + probe.streamIndex())));
        arguments.addAll(List.of("-map", "0:a:0?"));
        for (var level = 0; level < ladder.size(); level++) {
            arguments.addAll(picture(level, ladder.get(level), probe));
        }
        arguments.addAll(encoding(encoder));
        arguments.addAll(packaging());
        arguments.addAll(List.of("-progress", "pipe:1", "file:" + mpd));
        return arguments;
    }

    private static List<String> picture(int level, Rendition rendition, Probe.Playable probe) {
        // No setsar: the scaler's own keeps the shape of all levels equal to the last pixel, and
        // the muxer refuses levels of one set whose shapes differ (854x480 beside 640x360).
        var scale = "scale=" + rendition.width() + ":" + rendition.height();
        var filter =
                probe.framesPerSecond() > HIGHEST_FRAME_RATE
                        ? "fps=" + CAPPED_FRAME_RATE + "," + scale
                        : scale;
        return List.of(
                "-filter:v:" + level,
                filter,
                "-b:v:" + level,
                Integer.toString(rendition.bitsPerSecond()));
    }

    private static List<String> encoding(String encoder) {
        var picture =
                List.of(
                        "-c:v",
                        encoder,
                        "-pix_fmt",
                        "yuv420p",
                        // Every segment begins with a keyframe, at the same time on each level.
                        "-force_key_frames",
                        "expr:gte(t,n_forced*" + SEGMENT_SECONDS + ")",
                        "-g",
                        "280");
        var tuning =
                encoder.equals("libx264")
                        ? List.of("-preset", "veryfast", "-sc_threshold", "0", "-threads", "2")
                        : List.<String>of();
        var sound = List.of("-c:a", "aac", "-b:a", "96k", "-ac", "2", "-ar", "44100");
        return Stream.of(picture, tuning, sound).flatMap(List::stream).toList();
    }

    private static List<String> packaging() {
        return List.of(
                "-map_metadata",
                "-1",
                "-f",
                "dash",
                "-seg_duration",
                Integer.toString(SEGMENT_SECONDS),
                "-use_template",
                "1",
                "-use_timeline",
                "1",
                "-init_seg_name",
                "init_$RepresentationID$.mp4",
                "-media_seg_name",
                "seg_$RepresentationID$_$Number%05d$.m4s",
                "-adaptation_sets",
                "id=0,streams=v id=1,streams=a",
                "-hls_playlist",
                "1",
                "-hls_master_name",
                Playlists.MASTER);
    }
}
