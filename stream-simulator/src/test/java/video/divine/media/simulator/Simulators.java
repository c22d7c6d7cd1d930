package video.divine.media.simulator;

import reactor.blockhound.BlockHound;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.limit.RateLimitPolicy;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** Starts simulators for tests, with a watch on their event loops. */
final class Simulators {
    private static final String ALLOCATOR = "io.netty.buffer.AdaptivePoolingAllocator";

    static {
        // A blocking call on an event loop fails its request, and so the test. Netty 4.2 forgot
        // these two of its own: they wait for a lock, rarely, and an error thrown there leaves a
        // waiter behind that holds up all after it (line/armeria#6344 allows them too).
        BlockHound.builder()
                .loadIntegrations()
                .allowBlockingCallsInside(ALLOCATOR + "$Magazine", "free")
                .allowBlockingCallsInside(ALLOCATOR + "$MagazineGroup", "free")
                .install();
    }

    private Simulators() {}

    /** Without a bound on calls: tests ask again and again whether a video is ready. */
    static SimulatorSettings settings(Path directory) {
        return SimulatorSettings.local(directory)
                .withFfmpeg(TestVideos.ffmpeg())
                .withRateLimit(RateLimitPolicy.off());
    }

    static StreamSimulator start(Path directory) {
        return start(settings(directory));
    }

    static StreamSimulator start(SimulatorSettings settings) {
        try {
            return StreamSimulator.start(settings);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }

    /** An ffmpeg that reads its input no faster than it plays: six seconds take six seconds. */
    static Ffmpeg slowFfmpeg(Path directory) {
        var real = TestVideos.ffmpeg();
        return withTools(
                script(directory, "slow-ffmpeg", "exec '%s' -re \"$@\"".formatted(real.ffmpeg())),
                real.ffprobe());
    }

    /**
     * The real ffmpeg behind a few lines of shell.
     *
     * @param beforehand what is done each time before the real one takes the process over
     */
    static Ffmpeg ffmpegAfter(Path directory, String beforehand) {
        var real = TestVideos.ffmpeg();
        return withTools(
                script(directory, "ffmpeg-after", beforehand + exec(real.ffmpeg())),
                real.ffprobe());
    }

    /** The real ffprobe behind a few lines of shell, and the real ffmpeg. */
    static Ffmpeg ffprobeAfter(Path directory, String beforehand) {
        var real = TestVideos.ffmpeg();
        return withTools(
                real.ffmpeg(),
                script(directory, "ffprobe-after", beforehand + exec(real.ffprobe())));
    }

    private static String exec(Path real) {
        return "\nexec '%s' \"$@\"".formatted(real);
    }

    private static Ffmpeg withTools(Path ffmpeg, Path ffprobe) {
        var real = TestVideos.ffmpeg();
        return new Ffmpeg(ffmpeg, ffprobe, real.environment(), real.h264Encoder());
    }

    private static Path script(Path directory, String name, String lines) {
        var script = directory.resolve(name);
        try {
            Files.writeString(script, "#!/bin/sh\n" + lines + "\n");
            Files.setPosixFilePermissions(script, PosixFilePermissions.fromString("rwxr-xr-x"));
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        return script;
    }
}
