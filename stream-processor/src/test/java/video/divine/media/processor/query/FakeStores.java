package video.divine.media.processor.query;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.LedgerRow;
import video.divine.media.avro.PublisherCounters;
import video.divine.media.avro.Video;
import video.divine.media.avro.VideoEvent;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Uid;
import video.divine.media.schemas.read.Refused;

import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.BooleanSupplier;

/** Rows in memory. */
public final class FakeStores implements StoreReads {
    public final Map<String, Video> videos = new HashMap<>();
    public final Map<String, String> aliases = new HashMap<>();
    public final Map<String, QuotaStatus> quotas = new HashMap<>();
    public List<VideoEvent> history = List.of();
    public Found<StuckVideo> stuck = new Found<>(Set.of(), List.of());
    private final String name;
    private @Nullable RuntimeException failure;
    private Runnable before = () -> {};

    public FakeStores(String name) {
        this.name = name;
    }

    public void fail(RuntimeException with) {
        failure = with;
    }

    public void beforeRead(Runnable read) {
        before = read;
    }

    private void read() {
        before.run();
        if (failure != null) {
            throw failure;
        }
    }

    /** A read as well. */
    @Override
    public String toString() {
        read();
        return name;
    }

    @Override
    public Optional<Video> video(Uid uid) {
        read();
        return Optional.ofNullable(videos.get(uid.value()));
    }

    @Override
    public List<VideoEvent> history(Uid uid) {
        read();
        return history;
    }

    @Override
    public Optional<Uid> lookup(String key) {
        read();
        return Optional.ofNullable(aliases.get(key)).map(Uid::new);
    }

    @Override
    public Optional<QuotaStatus> knownQuota(Pubkey pubkey, int limit, Instant now) {
        read();
        return Optional.ofNullable(quotas.get(pubkey.hex()));
    }

    @Override
    public Optional<LedgerRow> ledger() {
        read();
        return Optional.empty();
    }

    @Override
    public Optional<CallsAtStream> governor(Instant now) {
        read();
        return Optional.empty();
    }

    @Override
    public List<Video> videosOf(Pubkey pubkey, int limit) {
        read();
        return videos.values().stream().limit(limit).toList();
    }

    @Override
    public List<Video> videosOf(Pubkey pubkey, Instant createdAt, Uid uid, int limit) {
        return videosOf(pubkey, limit).stream()
                .filter(video -> !video.getUid().equals(uid.value()))
                .toList();
    }

    @Override
    public Optional<PublisherCounters> counters(Pubkey pubkey) {
        read();
        return Optional.empty();
    }

    @Override
    public Found<StuckVideo> stuckVideosHere(int limit, BooleanSupplier wanted) {
        read();
        if (!wanted.getAsBoolean()) {
            throw new StoreUnavailableException(Refused.OVERLOADED, "nobody waits");
        }
        return stuck;
    }

    @Override
    public Found<WaitingNotice> parkedNoticesHere(int limit) {
        read();
        return new Found<>(Set.of(), List.of());
    }
}
