package video.divine.media.simulator.transcode;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/** Finishes the HLS playlists that ffmpeg's DASH muxer leaves behind. */
final class Playlists {
    static final String MASTER = "video.m3u8";
    static final String DASH = "video.mpd";

    /** The muxer writes the clock of this machine here, and 1970 on every level but the first. */
    private static final String PROGRAM_DATE = "#EXT-X-PROGRAM-DATE-TIME";

    private static final String SEQUENCE = "#EXT-X-MEDIA-SEQUENCE";
    private static final String VOD = "#EXT-X-PLAYLIST-TYPE:VOD";

    private Playlists() {}

    static void finish(Path folder) throws IOException {
        try (var playlists = Files.newDirectoryStream(folder, "media_*.m3u8")) {
            for (var playlist : playlists) {
                Files.write(playlist, onDemand(Files.readAllLines(playlist)));
            }
        }
    }

    static List<String> onDemand(List<String> live) {
        var lines = new ArrayList<String>();
        for (var line : live) {
            if (line.startsWith(PROGRAM_DATE)) {
                continue;
            }
            lines.add(line);
            if (line.startsWith(SEQUENCE)) {
                lines.add(VOD);
            }
        }
        return lines;
    }
}
