package video.divine.media.simulator.delivery;

import video.divine.media.simulator.transcode.InputGuard;
import video.divine.media.simulator.video.Video;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The ffmpeg arguments that make one picture or animation of a video. */
final class ImageCommand {
    private static final int DEFAULT_SIDE = 640;

    /** A seek to the very end finds no frame any more. */
    private static final double LAST_FRAME_SECONDS = 0.1;

    private ImageCommand() {}

    static List<String> arguments(
            Video video, ImageRequest request, ImageFormat format, Path source, Path target) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-nostdin", "-y", "-threads", "1"));
        arguments.addAll(InputGuard.options());
        arguments.addAll(List.of("-ss", decimal(start(video, request))));
        if (format == ImageFormat.GIF) {
            arguments.addAll(List.of("-t", decimal(request.seconds())));
        }
        arguments.addAll(InputGuard.input(source));
        arguments.addAll(List.of("-map", "0:V:0", "-an"));
        arguments.addAll(
                switch (format) {
                    case JPG ->
                            List.of(
                                    "-frames:v",
                                    "1",
                                    "-vf",
                                    scaling(request),
                                    "-q:v",
                                    "3",
                                    "-f",
                                    "image2",
                                    "-update",
                                    "1");
                    case GIF -> List.of("-vf", animation(request), "-f", "gif");
                });
        arguments.add("file:" + target.toAbsolutePath());
        return arguments;
    }

    private static double start(Video video, ImageRequest request) {
        var duration = video.source().duration();
        var wanted = request.time().orElse(duration * video.options().thumbnailTimestampPct());
        return Math.max(0, Math.min(wanted, duration - LAST_FRAME_SECONDS));
    }

    private static String animation(ImageRequest request) {
        return "fps="
                + request.framesPerSecond()
                + ","
                + scaling(request)
                + ",split[a][b];[a]palettegen[p];[b][p]paletteuse";
    }

    /** One dimension keeps the shape; none keeps it within 640 by 640 and never enlarges. */
    private static String scaling(ImageRequest request) {
        var width = request.width();
        var height = request.height();
        if (width.isPresent() && height.isPresent()) {
            return fitted(width.getAsInt(), height.getAsInt(), request.fit()) + ",setsar=1";
        }
        if (width.isPresent()) {
            return "scale=" + width.getAsInt() + ":-2,setsar=1";
        }
        if (height.isPresent()) {
            return "scale=-2:" + height.getAsInt() + ",setsar=1";
        }
        var side = DEFAULT_SIDE;
        return "scale='min("
                + side
                + ",iw)':'min("
                + side
                + ",ih)'"
                + ":force_original_aspect_ratio=decrease,setsar=1";
    }

    private static String fitted(int width, int height, ImageRequest.Fit fit) {
        var size = width + ":" + height;
        var scale = "scale=" + size;
        return switch (fit) {
            case SCALE -> scale;
            case CLIP -> scale + ":force_original_aspect_ratio=decrease";
            case CROP -> scale + ":force_original_aspect_ratio=increase,crop=" + size;
            case FILL ->
                    scale
                            + ":force_original_aspect_ratio=decrease,pad="
                            + size
                            + ":(ow-iw)/2:(oh-ih)/2";
        };
    }

    /** A name for the file that depends on nothing but what is in the picture. */
    static String fileName(Video video, ImageRequest request, ImageFormat format) {
        var size =
                request.width().orElse(0) + "x" + request.height().orElse(0) + request.fit().name();
        var animation =
                switch (format) {
                    case JPG -> "";
                    case GIF -> "-" + decimal(request.seconds()) + "-" + request.framesPerSecond();
                };
        return decimal(start(video, request))
                + "-"
                + size.toLowerCase(Locale.ROOT)
                + animation
                + "."
                + format.suffix();
    }

    /** To the tenth of a second, which bounds the number of pictures there can be. */
    private static String decimal(double seconds) {
        return String.format(Locale.ROOT, "%.1f", seconds);
    }
}
