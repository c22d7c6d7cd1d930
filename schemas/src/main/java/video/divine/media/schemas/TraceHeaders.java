package video.divine.media.schemas;

import org.apache.kafka.common.header.Headers;
import org.apache.kafka.common.header.internals.RecordHeaders;
import org.jspecify.annotations.Nullable;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * The trace that a record belongs to, in the headers of the W3C's Trace Context recommendation.
 * They are all that is ever taken over from one record to what follows from it: whoever may write
 * to a topic could otherwise write into all the others.
 */
public final class TraceHeaders {
    public static final String TRACEPARENT = "traceparent";
    public static final String TRACESTATE = "tracestate";

    /** What every tool must pass on (Trace Context, 3.3.1.5); of what is longer nothing is kept. */
    public static final int LONGEST_TRACESTATE = 512;

    /** Version 00, the only one so far, without the ids of zeros that mean nothing. */
    private static final Pattern PARENT =
            Pattern.compile("00-(?!0{32})[0-9a-f]{32}-(?!0{16})[0-9a-f]{16}-[0-9a-f]{2}");

    private static final int PARENT_LENGTH = 55;
    private static final Pattern STATE = Pattern.compile("[\\x20-\\x7e]+");

    private TraceHeaders() {}

    /** Those of a record, for what follows from it; without any where the parent is malformed. */
    public static Headers of(Headers headers) {
        var passedOn = new RecordHeaders();
        parent(headers)
                .ifPresent(
                        parent -> {
                            add(passedOn, TRACEPARENT, parent);
                            state(headers).ifPresent(state -> add(passedOn, TRACESTATE, state));
                        });
        return passedOn;
    }

    /** A well-formed {@code traceparent}. */
    public static Optional<String> parent(Headers headers) {
        return text(headers, TRACEPARENT, PARENT_LENGTH).filter(it -> PARENT.matcher(it).matches());
    }

    /** A {@code tracestate} of no more than {@link #LONGEST_TRACESTATE} printable characters. */
    public static Optional<String> state(Headers headers) {
        return text(headers, TRACESTATE, LONGEST_TRACESTATE).filter(TraceHeaders::isState);
    }

    /** Whether it is short and printable; what it says is its writer's affair. */
    public static boolean isState(@Nullable String text) {
        return text != null && text.length() <= LONGEST_TRACESTATE && STATE.matcher(text).matches();
    }

    /** In the place of one of the same name. */
    public static void set(Headers headers, String name, String value) {
        headers.remove(name);
        add(headers, name, value);
    }

    private static void add(Headers headers, String name, String value) {
        headers.add(name, value.getBytes(StandardCharsets.US_ASCII));
    }

    private static Optional<String> text(Headers headers, String name, int longest) {
        var header = headers.lastHeader(name);
        var value = header == null ? null : header.value();
        return value == null || value.length > longest
                ? Optional.empty()
                : Optional.of(new String(value, StandardCharsets.US_ASCII));
    }
}
