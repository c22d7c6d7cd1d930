package video.divine.media.gateway.cloudflare;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Supplier;

/**
 * The secrets that a webhook may be signed with now: those that are configured, the one that Stream
 * told last, and for a grace period those it told before, as what is under way still bears them.
 */
public final class WebhookSecrets implements Supplier<List<String>> {
    /** Each costs one HMAC of the body for each signature of a webhook. */
    private static final int MOST_RETIRED = 4;

    private final List<String> configured;
    private final Duration grace;
    private final InstantSource clock;
    private final AtomicReference<Learned> learned =
            new AtomicReference<>(new Learned(Optional.empty(), List.of()));

    public WebhookSecrets(List<String> configured, Duration grace, InstantSource clock) {
        this.configured = List.copyOf(configured);
        this.grace = grace;
        this.clock = clock;
    }

    /** A secret of the past, and until when it is still taken. */
    private record Retired(String secret, Instant until) {
        @Override
        public String toString() {
            return "Retired[until=" + until + "]";
        }
    }

    /** What Stream told so far, the latest of the past first. */
    private record Learned(Optional<String> present, List<Retired> past) {
        Learned then(String secret, Instant now, Duration grace) {
            if (present.filter(secret::equals).isPresent()) {
                return this;
            }
            var kept = new ArrayList<Retired>();
            present.ifPresent(old -> kept.add(new Retired(old, now.plus(grace))));
            past.stream()
                    .filter(old -> old.until().isAfter(now) && !old.secret().equals(secret))
                    .limit(MOST_RETIRED - 1L)
                    .forEach(kept::add);
            return new Learned(Optional.of(secret), List.copyOf(kept));
        }

        @Override
        public String toString() {
            return "Learned[past=" + past.size() + "]";
        }
    }

    /** Stream says that this is the secret from now on. */
    public void learn(String secret) {
        var now = clock.instant();
        learned.updateAndGet(before -> before.then(secret, now, grace));
    }

    /** Those that are good now, each once, the likeliest first. */
    @Override
    public List<String> get() {
        var now = clock.instant();
        var told = learned.get();
        var secrets = new LinkedHashSet<String>();
        told.present().ifPresent(secrets::add);
        secrets.addAll(configured);
        told.past().stream()
                .filter(old -> old.until().isAfter(now))
                .map(Retired::secret)
                .forEach(secrets::add);
        return List.copyOf(secrets);
    }

    @Override
    public String toString() {
        return "WebhookSecrets[configured=" + configured.size() + ", " + learned.get() + "]";
    }
}
