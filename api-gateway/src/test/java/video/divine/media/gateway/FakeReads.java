package video.divine.media.gateway;

import org.jspecify.annotations.Nullable;

import reactor.core.publisher.Mono;

import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.QuotaStatus;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.query.MediaReads;

import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Stores in memory. */
public final class FakeReads implements MediaReads {
    private final Map<String, Video> videos = new LinkedHashMap<>();
    private final Map<String, String> aliases = new HashMap<>();
    private final List<VideoEvent> events = new ArrayList<>();
    private final Map<String, PublisherCounters> counters = new HashMap<>();
    private @Nullable RuntimeException failure;
    private Runnable before = () -> {};
    private boolean ready = true;

    public synchronized void reset() {
        videos.clear();
        aliases.clear();
        events.clear();
        counters.clear();
        failure = null;
        before = () -> {};
        ready = true;
    }

    public synchronized void put(Video video) {
        videos.put(video.getUid(), video);
    }

    public synchronized void alias(String key, String uid) {
        aliases.put(key, uid);
    }

    public synchronized void happened(VideoEvent event) {
        events.add(event);
    }

    public synchronized void count(Pubkey pubkey, PublisherCounters of) {
        counters.put(pubkey.hex(), of);
    }

    /** Every read fails from now on. */
    public synchronized void fail(RuntimeException with) {
        failure = with;
    }

    /** Runs in front of every read, on its thread. */
    public synchronized void before(Runnable read) {
        before = read;
    }

    public synchronized void ready(boolean now) {
        ready = now;
    }

    @Override
    public Mono<Video> video(String uid) {
        return read(() -> videos.get(uid));
    }

    @Override
    public Mono<List<VideoEvent>> history(String uid) {
        return read(() -> events.stream().filter(event -> event.getUid().equals(uid)).toList());
    }

    @Override
    public Mono<String> lookup(String key) {
        return read(() -> aliases.get(key));
    }

    @Override
    public Mono<List<Video>> videosOf(Pubkey pubkey, Optional<Place> after, int limit) {
        return read(
                () ->
                        videos.values().stream()
                                .filter(video -> video.getOwner().equals(pubkey.hex()))
                                .sorted(
                                        Comparator.comparing(Video::getCreatedAt)
                                                .reversed()
                                                .thenComparing(Video::getUid))
                                .dropWhile(
                                        video -> after.isPresent() && !isBehind(video, after.get()))
                                .limit(limit)
                                .toList());
    }

    @Override
    public Mono<QuotaStatus> quota(Pubkey pubkey, int limit) {
        return read(() -> new QuotaStatus(limit, 7, Instant.parse("2027-01-15T09:00:00Z")));
    }

    @Override
    public Mono<PublisherCounters> counters(Pubkey pubkey) {
        return read(() -> counters.get(pubkey.hex()));
    }

    @Override
    public synchronized boolean isReady() {
        return ready;
    }

    private static boolean isBehind(Video video, Place place) {
        int byTime = video.getCreatedAt().compareTo(place.createdAt());
        return byTime < 0 || (byTime == 0 && video.getUid().compareTo(place.uid()) > 0);
    }

    @FunctionalInterface
    private interface Row<T> {
        @Nullable T get();
    }

    private <T> Mono<T> read(Row<T> row) {
        return Mono.defer(
                () -> {
                    synchronized (this) {
                        before.run();
                        return failure == null ? Mono.justOrEmpty(row.get()) : Mono.error(failure);
                    }
                });
    }
}
