package video.divine.media.processor.domain;

import org.jspecify.annotations.Nullable;

import java.util.Map;

/**
 * Bounds of what the outside wrote. A command is read whatever its length; if a row could then not
 * be written, the same record would stop one stream thread after the other. Far above what the
 * gateway lets through, so that no genuine command is refused.
 */
public final class Text {
    /** Of a URL, in characters. */
    public static final int URL = 8_192;

    /** Of a sentence of Stream's, in characters. */
    public static final int SENTENCE = 16_384;

    /** Of a word or an id, in characters. */
    public static final int WORD = 512;

    /** Of all names and values of a client's meta together, in characters. */
    public static final int META = 65_536;

    private Text() {}

    /**
     * Refuses longer ones; {@code null} is absent.
     *
     * @throws TooLongException which does not quote it
     */
    public static void requireAtMost(int characters, @Nullable String text, String what) {
        if (text != null && text.length() > characters) {
            throw new TooLongException(what, characters, text.length());
        }
    }

    /**
     * The entries, unless they are longer than {@link #META}.
     *
     * @throws TooLongException which does not quote them
     */
    public static Map<String, String> requireMeta(Map<String, String> meta) {
        var characters =
                meta.entrySet().stream()
                        .mapToLong(entry -> entry.getKey().length() + entry.getValue().length())
                        .sum();
        if (characters > META) {
            throw new TooLongException("meta", META, characters);
        }
        return Map.copyOf(meta);
    }
}
