package video.divine.media.simulator.webhook;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.storage.DurableFile;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.HexFormat;
import java.util.Optional;

/** The one subscription an account has; a second PUT replaces the first. Kept in one file. */
public final class Subscriptions {
    private static final Logger log = LoggerFactory.getLogger(Subscriptions.class);
    private static final int SECRET_BYTES = 16;

    private final Path file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private final JsonMapper json = JsonMapper.builder().build();
    private volatile Optional<Subscription> current;

    private Subscriptions(Path file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        this.current = Files.exists(file) ? Optional.of(read()) : Optional.empty();
    }

    public static Subscriptions load(Path file, InstantSource clock) throws IOException {
        return new Subscriptions(file, clock);
    }

    public Optional<Subscription> current() {
        return current;
    }

    /** A new URL rotates the secret, the same one keeps it. Blocks. */
    public synchronized Subscription subscribe(URI notificationUrl) throws IOException {
        var kept = current.filter(held -> held.notificationUrl().equals(notificationUrl));
        return kept.isPresent() ? kept.get() : store(notificationUrl, newSecret());
    }

    /** Exactly this URL and secret, as both sides were configured with. Blocks. */
    public synchronized Subscription subscribe(URI notificationUrl, String secret)
            throws IOException {
        var kept =
                current.filter(held -> held.notificationUrl().equals(notificationUrl))
                        .filter(held -> held.secret().equals(secret));
        return kept.isPresent() ? kept.get() : store(notificationUrl, secret);
    }

    /** Returns whether there was a subscription. Blocks. */
    public synchronized boolean unsubscribe() throws IOException {
        var held = current.isPresent();
        DurableFile.delete(file);
        current = Optional.empty();
        log.info("webhook subscription removed");
        return held;
    }

    private Subscription store(URI notificationUrl, String secret) throws IOException {
        Instant now = clock.instant().truncatedTo(ChronoUnit.MICROS);
        var subscription = new Subscription(notificationUrl, secret, now);
        DurableFile.write(file, json.writeValueAsBytes(subscription));
        current = Optional.of(subscription);
        log.info("webhook subscription of {} stored", notificationUrl.getAuthority());
        return subscription;
    }

    private String newSecret() {
        var bytes = new byte[SECRET_BYTES];
        random.nextBytes(bytes);
        return HexFormat.of().formatHex(bytes);
    }

    private Subscription read() throws IOException {
        try {
            return json.readValue(Files.readAllBytes(file), Subscription.class);
        } catch (JacksonException unreadable) {
            throw new IllegalStateException(
                    "Expected the webhook subscription in " + file + ", but it cannot be read",
                    unreadable);
        }
    }
}
