package video.divine.media.simulator.delivery;

import video.divine.media.simulator.captions.Caption;

import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;

/**
 * HLS playlists that name captions (RFC 8216, 4.3.4.1). They are written as they are asked for, so
 * that a caption that comes or goes changes no file of a video.
 */
final class SubtitlePlaylists {
    private static final String STREAM = "#EXT-X-STREAM-INF:";
    private static final String GROUP = "subtitles";

    private SubtitlePlaylists() {}

    /** The master playlist with a rendition for each caption. */
    static byte[] master(List<String> lines, List<Caption> captions) {
        var text = new StringBuilder();
        var named = false;
        for (var line : lines) {
            if (line.startsWith(STREAM) && !named) {
                captions.forEach(caption -> text.append(rendition(caption)).append('\n'));
                named = true;
            }
            text.append(line);
            if (line.startsWith(STREAM)) {
                text.append(",SUBTITLES=\"" + GROUP + "\"");
            }
            text.append('\n');
        }
        return text.toString().getBytes(StandardCharsets.UTF_8);
    }

    /** The playlist of one caption: all of its text is one segment. */
    static byte[] media(String tag, double seconds) {
        return """
        #EXTM3U
        #EXT-X-VERSION:7
        #EXT-X-TARGETDURATION:%d
        #EXT-X-MEDIA-SEQUENCE:0
        #EXT-X-PLAYLIST-TYPE:VOD
        #EXTINF:%s,
        %s
        #EXT-X-ENDLIST
        """
                .formatted(
                        (long) Math.ceil(seconds),
                        String.format(Locale.ROOT, "%.6f", seconds),
                        file(tag, "vtt"))
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String rendition(Caption caption) {
        return "#EXT-X-MEDIA:TYPE=SUBTITLES,GROUP-ID=\"%s\",NAME=\"%s\",LANGUAGE=\"%s\""
                        .formatted(GROUP, caption.label(), caption.language().tag())
                + ",DEFAULT=NO,AUTOSELECT=YES,FORCED=NO,URI=\"%s\""
                        .formatted(file(caption.language().tag(), "m3u8"));
    }

    private static String file(String tag, String suffix) {
        return "subtitles_" + tag + "." + suffix;
    }
}
