package video.divine.media.processor.domain;

import java.util.regex.Pattern;

/** Cloudflare Stream's id of a video: at most 32 characters, in practice lower-case hex. */
public record Uid(String value) {
    private static final Pattern SYNTAX = Pattern.compile("[A-Za-z0-9]{1,32}");

    public Uid {
        if (!SYNTAX.matcher(value).matches()) {
            throw new IllegalArgumentException("Expected a uid of 1 to 32 letters and digits");
        }
    }

    @Override
    public String toString() {
        return value;
    }
}
