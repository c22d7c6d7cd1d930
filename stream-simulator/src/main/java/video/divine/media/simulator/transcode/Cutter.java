package video.divine.media.simulator.transcode;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.ffmpeg.ToolRun;
import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.video.Clip;
import video.divine.media.simulator.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/** Makes the source of a clip: a part of another video's source, to the frame. */
final class Cutter {
    private static final Duration DEADLINE = Duration.ofHours(1);

    private final VideoFiles files;
    private final Ffmpeg ffmpeg;

    Cutter(VideoFiles files, Ffmpeg ffmpeg) {
        this.files = files;
        this.ffmpeg = ffmpeg;
    }

    /** Whether the clip's source has still to be made. */
    boolean isUncut(String uid) {
        return Files.exists(files.uncut(uid));
    }

    /**
     * Blocks until the source is there, whole and on the disk; what it was cut from then goes.
     *
     * @param started receives the running process, for the one who may have to stop it
     */
    Encoding cut(String uid, Clip clip, Consumer<ToolRun> started) throws IOException {
        var work = files.newWork(uid);
        try {
            var part = work.resolve("part.mp4");
            var run = ToolRun.start(ffmpeg.ffmpegCommand(arguments(files.uncut(uid), clip, part)));
            started.accept(run);
            var result = run.await(DEADLINE, _ -> {});
            if (result.timedOut()) {
                return new Encoding.TooSlow("not cut within " + DEADLINE);
            }
            if (result.interrupted()) {
                return new Encoding.Interrupted("ffmpeg: " + result);
            }
            if (!result.succeeded()) {
                return new Encoding.Malformed(result.errors());
            }
            DurableFile.sync(part);
            DurableFile.move(part, files.source(uid));
            DurableFile.delete(files.uncut(uid));
            return new Encoding.Finished();
        } finally {
            files.dropWork(uid);
        }
    }

    /** Encoded anew, as between keyframes nothing can be cut; well above what is made of it. */
    private List<String> arguments(Path whole, Clip clip, Path part) {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-nostdin", "-y", "-xerror", "-threads", "2"));
        arguments.addAll(InputGuard.options());
        arguments.addAll(List.of("-ss", Integer.toString(clip.startSeconds())));
        arguments.addAll(List.of("-t", Integer.toString(clip.seconds())));
        arguments.addAll(InputGuard.input(whole));
        arguments.addAll(List.of("-map", "0:V:0", "-map", "0:a:0?"));
        arguments.addAll(List.of("-c:v", ffmpeg.h264Encoder(), "-pix_fmt", "yuv420p"));
        arguments.addAll(
                ffmpeg.h264Encoder().equals("libx264")
                        ? List.of("-preset", "veryfast", "-crf", "17", "-threads", "2")
                        : List.of("-b:v", "8M"));
        // A picture of 4:2:0 has even sides.
        arguments.addAll(List.of("-vf", "scale=trunc(iw/2)*2:trunc(ih/2)*2"));
        arguments.addAll(List.of("-c:a", "aac", "-b:a", "192k"));
        arguments.addAll(List.of("-movflags", "+faststart", "-f", "mp4"));
        arguments.add("file:" + part.toAbsolutePath());
        return arguments;
    }
}
