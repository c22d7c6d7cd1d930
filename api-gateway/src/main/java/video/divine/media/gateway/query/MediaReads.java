package video.divine.media.gateway.query;

import reactor.core.publisher.Mono;

import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.QuotaStatus;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.gateway.nostr.Pubkey;

import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * Reads of the processor's stores. Empty means that there is certainly no such row; whoever cannot
 * tell fails with an {@link video.divine.media.gateway.command.UnavailableException}. Nothing here
 * blocks.
 */
public interface MediaReads {
    /** The video of that uid, deleted ones included. */
    Mono<Video> video(String uid);

    /** What happened to the video, oldest first. */
    Mono<List<VideoEvent>> history(String uid);

    /**
     * The uid of the video that an alias belongs to.
     *
     * @param key of the alias index, {@code sha256:…}, {@code vine:…} or {@code url:…}
     */
    Mono<String> lookup(String key);

    /** The publisher's videos, newest first, those after {@code after}. */
    Mono<List<Video>> videosOf(Pubkey pubkey, Optional<Place> after, int limit);

    /** What the publisher used of the present clock hour. */
    Mono<QuotaStatus> quota(Pubkey pubkey, int limit);

    /** What the publisher has; empty where there never was an upload. */
    Mono<PublisherCounters> counters(Pubkey pubkey);

    /** Reads are worth a try: there is somebody to ask, who may lack some of the stores for now. */
    boolean isReady();

    /** A place in a publisher's listing. */
    record Place(Instant createdAt, String uid) {}
}
