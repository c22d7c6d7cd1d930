package video.divine.media.simulator.captions;

/**
 * One track.
 *
 * @param generated whether a machine wrote it, and nobody has replaced it since
 * @param ready whether its text can be read; a generated one takes a moment
 */
public record Caption(CaptionLanguage language, boolean generated, boolean ready) {
    public String label() {
        return generated ? language.nativeName() + " (auto-generated)" : language.nativeName();
    }
}
