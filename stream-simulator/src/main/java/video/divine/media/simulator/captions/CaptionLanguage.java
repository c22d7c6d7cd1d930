package video.divine.media.simulator.captions;

import java.util.IllformedLocaleException;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The language of a track.
 *
 * @param tag BCP 47, in its usual spelling: letters, digits and hyphens, so that it can name a file
 */
public record CaptionLanguage(String tag) {
    private static final Pattern FORM = Pattern.compile("[A-Za-z]{2,3}(-[A-Za-z0-9]{1,8}){0,4}");

    /** What Stream's own recognition of speech understands (facts, 2.14). */
    private static final Set<String> RECOGNISED =
            Set.of("cs", "nl", "en", "fr", "de", "it", "ja", "ko", "pl", "pt", "ru", "es");

    /** Nothing if it is no tag. */
    public static Optional<CaptionLanguage> parse(String text) {
        if (!FORM.matcher(text).matches()) {
            return Optional.empty();
        }
        try {
            var locale = new Locale.Builder().setLanguageTag(text).build();
            return Optional.of(new CaptionLanguage(locale.toLanguageTag()));
        } catch (IllformedLocaleException noTag) {
            return Optional.empty();
        }
    }

    public boolean canBeRecognised() {
        return RECOGNISED.contains(tag);
    }

    /** Its name in the language itself: Deutsch, Türkçe. */
    public String nativeName() {
        var locale = Locale.forLanguageTag(tag);
        return locale.getDisplayName(locale);
    }
}
