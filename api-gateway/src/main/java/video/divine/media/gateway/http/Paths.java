package video.divine.media.gateway.http;

import org.springframework.web.reactive.function.server.ServerRequest;

import video.divine.media.gateway.cloudflare.StreamVideo;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

/** Path variables, checked before anything else is done for the request. */
public final class Paths {
    private Paths() {}

    /** {@code {uid}}; 400 {@code invalid_uid} where it cannot be one. */
    public static String uid(ServerRequest request) {
        var uid = request.pathVariable("uid");
        if (!StreamVideo.isUid(uid)) {
            throw new ProblemException(Problem.badRequest("invalid_uid"));
        }
        return uid;
    }

    /** {@code {pubkey}}, hex or npub; 400 {@code invalid_pubkey} where it is neither. */
    public static Pubkey pubkey(ServerRequest request) {
        return switch (Pubkey.parse(request.pathVariable("pubkey"))) {
            case Pubkey.Parsed.Accepted(var pubkey) -> pubkey;
            case Pubkey.Parsed.Refused _ ->
                    throw new ProblemException(Problem.badRequest("invalid_pubkey"));
        };
    }
}
