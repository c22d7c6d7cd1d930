package video.divine.media.processor.domain;

/** What an alias is made of. A video has at most one alias of each kind. */
public enum AliasKind {
    SHA256("sha256:"),
    VINE_ID("vine:"),
    ORIGINAL_URL("url:");

    private final String prefix;

    AliasKind(String prefix) {
        this.prefix = prefix;
    }

    /** How keys of this kind begin in the alias index. */
    public String prefix() {
        return prefix;
    }
}
