package video.divine.media.standalone.endtoend;

import static org.awaitility.Awaitility.await;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicBoolean;

/** Writers at full speed, and what the service promised them. */
final class Traffic {
    private static final int WRITERS = 8;
    private static final Duration PATIENCE = Duration.ofMinutes(2);

    /** A request for an upload, of a publisher who makes no other. */
    record Upload(Publisher publisher, String vineId, Instant hour) {
        String body() {
            return "{\"vineId\":\"%s\"}".formatted(vineId);
        }

        /** For one more request: the token is new, the key that tells the service is not. */
        String[] headers(MediaClient client) {
            return new String[] {
                "Authorization",
                publisher.authorization("POST", client.url("/v1/videos"), body()),
                "Idempotency-Key",
                vineId
            };
        }
    }

    /** An upload that was answered with a ticket. */
    record Granted(Upload upload, String uid, String owner) {
        /** What its owner attaches to it. */
        String originalUrl() {
            return "https://example.com/" + upload.vineId();
        }
    }

    private final List<Granted> granted = new CopyOnWriteArrayList<>();
    private final List<Granted> attached = new CopyOnWriteArrayList<>();
    private final List<Granted> playable = new CopyOnWriteArrayList<>();
    private final MediaClient client;
    private final String webhookSecret;

    Traffic(MediaClient client, String webhookSecret) {
        this.client = client;
        this.webhookSecret = webhookSecret;
    }

    /** Acknowledged tickets. */
    List<Granted> granted() {
        return granted;
    }

    /** Those among them whose second alias was acknowledged. */
    List<Granted> attached() {
        return attached;
    }

    /** Those among them whose webhook, that they are ready, was acknowledged. */
    List<Granted> playable() {
        return playable;
    }

    /** Each writer writes one after the other; the process dies while all of them are at it. */
    void untilKilled(ServiceProcess service, int acknowledged) throws InterruptedException {
        var killed = new AtomicBoolean();
        try (var threads = Executors.newVirtualThreadPerTaskExecutor()) {
            for (int i = 0; i < WRITERS; i++) {
                boolean ticketsOnly = i % 2 == 0;
                var _ =
                        threads.submit(
                                () -> {
                                    while (!killed.get()) {
                                        write(ticketsOnly);
                                    }
                                });
            }
            await().atMost(PATIENCE)
                    .until(
                            () ->
                                    granted.size() >= acknowledged
                                            && playable.size() >= acknowledged / 4);
            service.kill();
            killed.set(true);
        }
    }

    /** Where the service does not answer as it should, it promised nothing. */
    private void write(boolean ticketOnly) {
        var publisher = Publisher.anyone();
        var vineId = "kill-" + publisher.secretKey().substring(0, 20);
        var upload = new Upload(publisher, vineId, ClockHour.current());
        try {
            var answer = client.post("/v1/videos", upload.body(), upload.headers(client));
            if (answer.status() != 201) {
                return;
            }
            var grant = new Granted(upload, answer.text("uid"), answer.text("owner"));
            granted.add(grant);
            if (!ticketOnly) {
                attach(grant);
                announce(grant);
            }
        } catch (UncheckedIOException _) {
            // The kill cut the connection.
        }
    }

    private void attach(Granted grant) {
        var body = "{\"originalUrl\":\"%s\"}".formatted(grant.originalUrl());
        var path = "/v1/videos/" + grant.uid() + "/aliases";
        if (client.post(path, body, grant.upload().publisher()).status() == 200) {
            attached.add(grant);
        }
    }

    /** As Stream does once it has transcoded an upload. */
    private void announce(Granted grant) {
        var notice = StreamWebhook.notice(grant.uid(), "ready", true);
        var signature = StreamWebhook.signature(webhookSecret, Instant.now(), notice);
        if (client.post(StreamWebhook.PATH, notice, StreamWebhook.HEADER, signature).status()
                == 200) {
            playable.add(grant);
        }
    }
}
