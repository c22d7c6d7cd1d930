package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import tools.jackson.databind.JsonNode;

import video.divine.media.gateway.cloudflare.StreamFailure.Misconfigured;
import video.divine.media.gateway.cloudflare.StreamVideo.BadJson;
import video.divine.media.gateway.cloudflare.StreamVideo.Parsed;

import java.util.Optional;

/** One video by its uid, read and deleted in one try. */
final class VideoCalls {
    private final StreamCalls calls;

    VideoCalls(StreamCalls calls) {
        this.calls = calls;
    }

    Mono<Optional<StreamVideo>> get(String uid, Deadline deadline) {
        return calls.once(
                StreamOperation.GET,
                deadline,
                web -> web.get().uri("/{uid}", uid),
                reply -> one(uid, reply));
    }

    private static Optional<StreamVideo> one(String uid, StreamReply reply) {
        if (reply.absent()) {
            return Optional.empty();
        }
        var video = video(reply, reply.result());
        if (!video.uid().equals(uid)) {
            throw reply.garbled("another video than asked for");
        }
        return Optional.of(video);
    }

    static StreamVideo video(StreamReply reply, JsonNode node) {
        return switch (StreamJson.video(node)) {
            case Parsed(var video) -> video;
            case BadJson(var reason) -> throw reply.garbled(reason);
        };
    }

    /** True, always: a video that is gone already is as good as deleted. */
    Mono<Boolean> delete(String uid, Deadline deadline) {
        return calls.once(
                        StreamOperation.DELETE,
                        deadline,
                        web -> web.delete().uri("/{uid}", uid),
                        VideoCalls::deleted)
                .onErrorResume(
                        Misconfigured.class,
                        failure ->
                                failure.nothingThere()
                                        ? goneOr(failure, uid, deadline)
                                        : Mono.error(failure));
    }

    private static boolean deleted(StreamReply reply) {
        if (reply.done() || reply.nothingToDelete()) {
            return true;
        }
        throw reply.failure();
    }

    /**
     * Of a 404 that may be of something else than the video: where Stream says, asked for it, that
     * there is none, it is deleted. Otherwise it would be asked to delete it for ever.
     */
    private Mono<Boolean> goneOr(StreamFailure failure, String uid, Deadline deadline) {
        return get(uid, deadline)
                .onErrorMap(StreamFailure.class, _ -> failure)
                .flatMap(found -> found.isEmpty() ? Mono.just(true) : Mono.error(failure));
    }
}
