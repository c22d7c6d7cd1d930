package video.divine.media.gateway.cloudflare;

import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The header {@code Upload-Metadata} of a tus upload: what {@code direct_upload} says in JSON, as
 * keys and values in base64. Stream reads its own options from the same list, in any case, so an
 * entry of that name would not be kept but obeyed.
 */
final class UploadMetadata {
    /** Together with token and the other headers below the 8 KiB that a server has to take. */
    static final int LONGEST = 6 * 1024;

    private static final Set<String> OPTIONS =
            Set.of(
                    "maxdurationseconds",
                    "expiry",
                    "requiresignedurls",
                    "allowedorigins",
                    "thumbnailtimestamppct",
                    "scheduleddeletion",
                    "watermark");

    /** A key may hold neither space nor comma nor anything but ASCII (tus 1.0.0, creation). */
    private static final Pattern KEY = Pattern.compile("[A-Za-z0-9_.-]+");

    private UploadMetadata() {}

    /**
     * The header. An entry of the meta that cannot be said here is left out; where there is no room
     * for all, the last ones are kept, which are the service's own.
     */
    static String of(TicketRequest request) {
        var options =
                String.join(
                        ",",
                        entry("name", request.commandId()),
                        entry("maxDurationSeconds", Integer.toString(request.maxDurationSeconds())),
                        entry("expiry", request.expiry().toString()));
        int room = LONGEST - options.length();
        Deque<String> kept = new ArrayDeque<>();
        for (var entry : new ArrayList<>(request.meta().entrySet()).reversed()) {
            if (isMeta(entry)) {
                var text = entry(entry.getKey(), entry.getValue());
                if (text.length() < room) {
                    kept.addFirst(text);
                    room -= text.length() + 1;
                }
            }
        }
        kept.addFirst(options);
        return String.join(",", kept);
    }

    private static boolean isMeta(Map.Entry<String, String> entry) {
        var key = entry.getKey();
        return KEY.matcher(key).matches()
                && !key.equalsIgnoreCase("name")
                && !OPTIONS.contains(key.toLowerCase(Locale.ROOT));
    }

    private static String entry(String key, String value) {
        var bytes = value.getBytes(StandardCharsets.UTF_8);
        return key + " " + Base64.getEncoder().encodeToString(bytes);
    }
}
