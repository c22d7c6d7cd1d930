package video.divine.media.gateway.task;

import org.jspecify.annotations.Nullable;

import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.cloudflare.StreamVideo.Parsed;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

/** Videos as Stream tells of them. */
final class Videos {
    static final String COMMAND = "a".repeat(64);
    static final String PUBKEY = "b".repeat(64);

    static final String DEPLOYMENT = "here";

    private Videos() {}

    static StreamVideo in(String uid, String state) {
        return parsed(
                """
                {"uid":"%s","readyToStream":%s,"status":{"state":"%s","pctComplete":"39.0"}}"""
                        .formatted(uid, state.equals("ready"), state));
    }

    /** An upload that Stream waits for, and that has no end where {@code ends} is null. */
    static StreamVideo awaited(String uid, Instant created, @Nullable Instant ends) {
        var expiry = ends == null ? "null" : '"' + ends.toString() + '"';
        return parsed(
                """
                {"uid":"%s","created":"%s","uploadExpiry":%s,"status":{"state":"pendingupload"}}"""
                        .formatted(uid, created, expiry));
    }

    /** A ticket of this service. */
    static StreamVideo ticket(String uid, Instant created) {
        return ticket(uid, created, COMMAND, PUBKEY, "pendingupload");
    }

    static StreamVideo ticket(
            String uid, Instant created, String commandId, String creator, String state) {
        return ticket(uid, created, commandId, creator, state, DEPLOYMENT);
    }

    static StreamVideo ticket(
            String uid,
            Instant created,
            String commandId,
            String creator,
            String state,
            String deployment) {
        return parsed(
                """
                {"uid":"%s","creator":"%s","created":"%s","status":{"state":"%s"},
                 "meta":{"name":"%s","commandId":"%s","pubkey":"%s",
                  "deployment":"%s"}}"""
                        .formatted(
                                uid,
                                creator,
                                created,
                                state,
                                COMMAND,
                                commandId,
                                PUBKEY,
                                deployment));
    }

    private static StreamVideo parsed(String json) {
        return switch (StreamVideo.parse(json.getBytes(StandardCharsets.UTF_8))) {
            case Parsed(var video) -> video;
            case StreamVideo.BadJson(var reason) -> throw new AssertionError(reason);
        };
    }
}
