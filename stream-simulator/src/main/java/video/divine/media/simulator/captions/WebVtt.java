package video.divine.media.simulator.captions;

import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Locale;
import java.util.regex.Pattern;

/** The one format of captions (W3C, WebVTT, 4.1). */
public final class WebVtt {
    private static final Pattern BEGINNING =
            Pattern.compile("\\uFEFF?WEBVTT(?:[ \\t\\r\\n].*)?", Pattern.DOTALL);

    private WebVtt() {}

    /**
     * Whether it is UTF-8 and begins as it has to; cues that cannot be read are left to players.
     */
    public static boolean isOne(byte[] content) {
        try {
            var text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(content));
            return BEGINNING.matcher(text).matches();
        } catch (CharacterCodingException notUtf8) {
            return false;
        }
    }

    /**
     * One cue, as long as the video. It stands for what Stream would have heard: speech is not
     * recognised here.
     *
     * @param seconds more than 0
     */
    static byte[] placeholder(CaptionLanguage language, double seconds) {
        return "WEBVTT\n\n00:00:00.000 --> %s\n[%s]\n"
                .formatted(timestamp(seconds), language.nativeName())
                .getBytes(StandardCharsets.UTF_8);
    }

    private static String timestamp(double seconds) {
        var millis = Math.round(seconds * 1000);
        return String.format(
                Locale.ROOT,
                "%02d:%02d:%02d.%03d",
                millis / 3_600_000,
                millis / 60_000 % 60,
                millis / 1000 % 60,
                millis % 1000);
    }
}
