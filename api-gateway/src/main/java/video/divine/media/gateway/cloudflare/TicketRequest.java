package video.divine.media.gateway.cloudflare;

import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * What an upload ticket is made for (Cloudflare: "Direct creator uploads").
 *
 * @param commandId the command this ticket answers; Stream keeps it as {@code meta.name}, which is
 *     how a lost ticket is found again, so {@link #meta()} always says so whatever was passed
 * @param creator the publisher's pubkey; Stream allows 64 characters
 * @param meta what Stream shall keep with the video; strings, as Stream's own bindings type it. Of
 *     a tus upload it keeps what its header has words and room for, the last entries first
 * @param expiry when the upload URL dies; Stream wants 2 min to 6 h from now
 * @param maxDurationSeconds 1 to 36,000; reserved against the account's quota until the upload ends
 * @param repeated an earlier attempt at the same command may have left a ticket: it is looked for
 *     and deleted first
 * @param method how the file will come
 */
public record TicketRequest(
        String commandId,
        String creator,
        Map<String, String> meta,
        Instant expiry,
        int maxDurationSeconds,
        boolean repeated,
        UploadMethod method) {
    static final int LONGEST_SECONDS = 36_000;
    private static final int LONGEST_CREATOR = 64;
    private static final Pattern COMMAND_ID = Pattern.compile("[A-Za-z0-9_-]{1,128}");

    public TicketRequest {
        requireCommandId(commandId);
        if (creator.isEmpty() || creator.length() > LONGEST_CREATOR) {
            throw new IllegalArgumentException(
                    "Expected a creator of 1 to 64 characters, but it has " + creator.length());
        }
        if (maxDurationSeconds < 1 || maxDurationSeconds > LONGEST_SECONDS) {
            throw new IllegalArgumentException(
                    "Expected maxDurationSeconds from 1 to 36000, but it is " + maxDurationSeconds);
        }
        var named = new LinkedHashMap<>(meta);
        named.put("name", commandId);
        meta = Collections.unmodifiableMap(named);
    }

    /** For a basic upload. */
    public TicketRequest(
            String commandId,
            String creator,
            Map<String, String> meta,
            Instant expiry,
            int maxDurationSeconds,
            boolean repeated) {
        this(
                commandId,
                creator,
                meta,
                expiry,
                maxDurationSeconds,
                repeated,
                new UploadMethod.Basic());
    }

    StreamOperation operation() {
        return method.operation();
    }

    static String requireCommandId(String commandId) {
        if (!COMMAND_ID.matcher(commandId).matches()) {
            throw new IllegalArgumentException(
                    "Expected a command id of 1 to 128 letters, digits, '_' or '-', but it was not");
        }
        return commandId;
    }
}
