package video.divine.media.simulator.transcode;

import java.nio.file.Path;
import java.util.List;

/** What ffmpeg may do with a file that a stranger uploaded. */
public final class InputGuard {
    /**
     * Stream's documented containers. Playlists and image formats stay out: a playlist would let
     * its author read our disk, and a PNG probes as a video.
     */
    private static final String CONTAINERS =
            "mov,mp4,m4a,3gp,3g2,mj2,matroska,webm,avi,flv,mpegts,mpeg,mpegvideo,mxf,gxf,lxf";

    private InputGuard() {}

    public static List<String> options() {
        return List.of("-protocol_whitelist", "file", "-format_whitelist", CONTAINERS);
    }

    public static List<String> input(Path file) {
        return List.of("-i", "file:" + file.toAbsolutePath());
    }
}
