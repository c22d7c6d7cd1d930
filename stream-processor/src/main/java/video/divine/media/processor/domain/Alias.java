package video.divine.media.processor.domain;

/**
 * A name by which a video can be found, unique across the whole service.
 *
 * @param key the row of the alias index: {@code sha256:…}, {@code vine:…} or {@code url:…}
 * @param value what readers are shown: the hash, the Vine id or the canonical URL
 */
public record Alias(AliasKind kind, String key, String value) {
    public Alias {
        Text.requireAtMost(Text.WORD, key, "alias key");
        Text.requireAtMost(Text.URL, value, "alias");
        if (!key.startsWith(kind.prefix()) || key.length() == kind.prefix().length()) {
            throw new IllegalArgumentException(
                    "Expected the key of an alias to begin with " + kind.prefix());
        }
    }
}
