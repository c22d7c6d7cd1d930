package video.divine.media.simulator.video;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.time.InstantSource;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentMap;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Stream;

/**
 * All videos of the account. Reads come from memory and never block; a write returns once it is on
 * the disk, so what a caller was told survives a crash. Writers of one uid take turns.
 */
public final class VideoCatalogue {
    private final VideoFiles files;
    private final Ordinals ordinals;
    private final InstantSource clock;
    private final ConcurrentMap<String, Video> videos = new ConcurrentHashMap<>();
    private final ConcurrentMap<String, String> uidsByLink = new ConcurrentHashMap<>();

    private VideoCatalogue(VideoFiles files, Ordinals ordinals, InstantSource clock) {
        this.files = files;
        this.ordinals = ordinals;
        this.clock = clock;
    }

    public static VideoCatalogue load(VideoFiles files, InstantSource clock) throws IOException {
        var videos = files.load();
        var catalogue = new VideoCatalogue(files, files.ordinals(videos), clock);
        videos.forEach(catalogue::index);
        return catalogue;
    }

    public Optional<Video> find(String uid) {
        return Optional.ofNullable(videos.get(uid));
    }

    public Optional<Video> findByLink(String linkId) {
        return Optional.ofNullable(uidsByLink.get(linkId)).flatMap(this::find);
    }

    /** A weakly consistent view in no order. */
    public Stream<Video> all() {
        return videos.values().stream();
    }

    /** The ordinal of the video that was added last, 0 before the first. */
    public long latestOrdinal() {
        return ordinals.latest();
    }

    /** Stores the video under the next ordinal. */
    public void add(Video video) {
        var numbered = video.withOrdinal(ordinals.next());
        try {
            files.save(numbered);
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        index(numbered);
    }

    /**
     * A change that readers see: {@code modified} moves on before {@code change} is asked.
     *
     * @param change returns nothing to leave the video as it is
     * @return the changed video; nothing if there is none of that uid or it was left as it is
     */
    public Optional<Video> change(String uid, Function<Video, Optional<Video>> change) {
        return replace(
                uid,
                video ->
                        change.apply(
                                video.withModified(
                                        Timestamps.after(video.modified(), clock.instant()))));
    }

    /** A change that readers do not see, such as that its notice was delivered. */
    public Optional<Video> bookkeep(String uid, Function<Video, Video> change) {
        return replace(uid, video -> Optional.of(change.apply(video)));
    }

    /**
     * Progress is kept in memory only: after a restart the work starts anew, and an fsync a percent
     * would cost more than the encoding of a short clip.
     */
    public void progress(String uid, double percent) {
        videos.computeIfPresent(
                uid,
                (_, video) ->
                        video.status() instanceof VideoStatus.InProgress(var before)
                                        && percent > before
                                ? video.withModified(
                                                Timestamps.after(video.modified(), clock.instant()))
                                        .withStatus(new VideoStatus.InProgress(percent))
                                : video);
    }

    /** Forgets the video; its folder is the caller's to delete. Returns whether there was one. */
    public boolean remove(String uid) {
        return removeIf(uid, _ -> true);
    }

    /** As {@link #remove}, unless the video is another one by now than the caller thinks. */
    public boolean removeIf(String uid, Predicate<Video> condition) {
        var removed = new boolean[1];
        videos.computeIfPresent(
                uid,
                (_, video) -> {
                    if (!condition.test(video)) {
                        return video;
                    }
                    try {
                        ordinals.keep(video.ordinal());
                        files.forget(uid);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                    video.link().ifPresent(link -> uidsByLink.remove(link.id()));
                    removed[0] = true;
                    return null;
                });
        return removed[0];
    }

    private Optional<Video> replace(String uid, Function<Video, Optional<Video>> change) {
        var result = new Video[1];
        videos.computeIfPresent(
                uid,
                (_, video) -> {
                    @Nullable Video changed = change.apply(video).orElse(null);
                    if (changed == null) {
                        return video;
                    }
                    try {
                        files.save(changed);
                    } catch (IOException failure) {
                        throw new UncheckedIOException(failure);
                    }
                    result[0] = changed;
                    return changed;
                });
        return Optional.ofNullable(result[0]);
    }

    private void index(Video video) {
        videos.put(video.uid(), video);
        video.link().ifPresent(link -> uidsByLink.put(link.id(), video.uid()));
    }
}
