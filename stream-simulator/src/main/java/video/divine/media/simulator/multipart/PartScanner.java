package video.divine.media.simulator.multipart;

import org.springframework.http.ContentDisposition;
import org.springframework.http.HttpHeaders;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/**
 * Finds the content of one part in a multipart body (RFC 2046, section 5.1) that comes in pieces.
 * What it holds meanwhile is at most the head of a part. Not for several threads at once.
 */
final class PartScanner {
    /** Bytes of the headers of a part; as many as Spring takes. */
    private static final int LARGEST_HEAD = 10_240;

    private static final byte[] HEAD_END = {'\r', '\n', '\r', '\n'};
    private static final String LAST = "--";

    private enum Place {
        /** Of a part, or before the first one. */
        CONTENT,
        /** Behind a delimiter: the rest of its line, headers, an empty line. */
        HEAD,
        /** Behind the last delimiter, or what cannot be read. */
        REST
    }

    private final String name;

    /** With the line's end before it. The boundary has none, so no match begins within another. */
    private final byte[] delimiter;

    private final ByteArrayOutputStream head = new ByteArrayOutputStream();

    private Place place = Place.CONTENT;

    /** Bytes of the delimiter that came last; the first one needs no line before it. */
    private int matched = 2;

    private int headEndMatched;
    private boolean wanted;
    private boolean found;
    private boolean complete;

    /**
     * Begins with a body.
     *
     * @param name of the part; of several, the first is meant
     */
    PartScanner(String boundary, String name) {
        this.delimiter = ("\r\n--" + boundary).getBytes(StandardCharsets.UTF_8);
        this.name = name;
    }

    /** Whether there was such a part. */
    boolean found() {
        return found;
    }

    /** Whether the body has come to its proper end. */
    boolean complete() {
        return complete;
    }

    /** What the next bytes of the body have of the part; they are not to be changed after that. */
    List<ByteBuffer> scan(byte[] bytes) {
        var contents = new ArrayList<ByteBuffer>();
        var at = 0;
        while (at < bytes.length) {
            at =
                    switch (place) {
                        case CONTENT -> content(bytes, at, contents);
                        case HEAD -> head(bytes, at);
                        case REST -> bytes.length;
                    };
        }
        return contents;
    }

    private int content(byte[] bytes, int from, List<ByteBuffer> contents) {
        for (var at = from; at < bytes.length; at++) {
            if (bytes[at] == delimiter[matched]) {
                matched++;
                if (matched == delimiter.length) {
                    keep(bytes, from, at + 1 - matched, contents);
                    matched = 0;
                    place = Place.HEAD;
                    return at + 1;
                }
            } else if (matched > 0) {
                // It was none. What of it came with earlier bytes was held back with them.
                keep(delimiter, 0, matched - (at - from), contents);
                matched = bytes[at] == delimiter[0] ? 1 : 0;
            }
        }
        keep(bytes, from, bytes.length - matched, contents);
        return bytes.length;
    }

    private void keep(byte[] bytes, int from, int to, List<ByteBuffer> contents) {
        if (wanted && from < to) {
            contents.add(ByteBuffer.wrap(bytes, from, to - from).asReadOnlyBuffer());
        }
    }

    private int head(byte[] bytes, int from) {
        for (var at = from; at < bytes.length; at++) {
            head.write(bytes[at]);
            if (head.size() == LAST.length() && text().equals(LAST)) {
                complete = true;
                place = Place.REST;
                return at + 1;
            }
            if (bytes[at] == HEAD_END[headEndMatched]) {
                headEndMatched++;
            } else {
                headEndMatched = bytes[at] == HEAD_END[0] ? 1 : 0;
            }
            if (headEndMatched == HEAD_END.length) {
                begin(text());
                return at + 1;
            }
            if (head.size() == LARGEST_HEAD) {
                place = Place.REST;
                return at + 1;
            }
        }
        return bytes.length;
    }

    private void begin(String text) {
        head.reset();
        headEndMatched = 0;
        var lines = text.split("\r\n", -1);
        // Else the delimiter is but the beginning of a line of its own.
        if (!lines[0].isBlank()) {
            place = Place.REST;
            return;
        }
        wanted = !found && isNamed(lines);
        found |= wanted;
        place = Place.CONTENT;
    }

    private boolean isNamed(String[] lines) {
        for (var line : lines) {
            var colon = line.indexOf(':');
            if (colon > 0
                    && line.substring(0, colon)
                            .strip()
                            .equalsIgnoreCase(HttpHeaders.CONTENT_DISPOSITION)) {
                return isNamed(line.substring(colon + 1).strip());
            }
        }
        return false;
    }

    /** A part without a name, or with one that cannot be read, is some other part. */
    private boolean isNamed(String disposition) {
        try {
            return name.equals(ContentDisposition.parse(disposition).getName());
        } catch (IllegalArgumentException unreadable) {
            return false;
        }
    }

    private String text() {
        return head.toString(StandardCharsets.UTF_8);
    }
}
