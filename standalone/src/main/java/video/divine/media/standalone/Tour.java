package video.divine.media.standalone;

import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;

import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.nostr.Nip98Settings;
import video.divine.media.gateway.query.MediaReads;

import java.io.PrintStream;
import java.time.Duration;
import java.util.Objects;

/** Says, once the service serves, where everything is and what to try. */
final class Tour implements ApplicationListener<ApplicationReadyEvent> {
    private static final Duration LOOK_AGAIN = Duration.ofMillis(50);

    private final PrintStream out;

    Tour(PrintStream out) {
        this.out = out;
    }

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
        var started = System.nanoTime();
        var context = event.getApplicationContext();
        if (context.getEnvironment().containsProperty("logging.structured.format.console")) {
            // Somebody reads the output as JSON.
            return;
        }
        var starting = Objects.requireNonNullElse(event.getTimeTaken(), Duration.ZERO);
        Thread.ofVirtual()
                .name("tour")
                .start(
                        () -> {
                            if (awaitReadiness(context)) {
                                var waited = Duration.ofNanos(System.nanoTime() - started);
                                print(context, starting.plus(waited));
                            }
                        });
    }

    private static boolean awaitReadiness(ConfigurableApplicationContext context) {
        var commands = context.getBean(Commands.class);
        var reads = context.getBean(MediaReads.class);
        try {
            while (context.isActive() && !(commands.isReady() && reads.isReady())) {
                Thread.sleep(LOOK_AGAIN);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return context.isActive();
    }

    private void print(ConfigurableApplicationContext context, Duration took) {
        var settings = context.getBean(StandaloneProperties.class);
        // As clients reach it: what they sign is held against that.
        var api = context.getBean(Nip98Settings.class).publicBaseUrls().getFirst();
        // Another one at each start, as an alias is given once.
        var word = Long.toString(context.getStartupDate() / 1000, Character.MAX_RADIX);
        out.printf(
                """

                divine-media is ready after %.1f s.

                  API       %s   (%s/openapi.json, /livez, /readyz, /metrics)
                  Stream    %s
                  Kafka     127.0.0.1:%d   (read committed; topics: docs/topology.md)
                  Registry  http://127.0.0.1:%d
                  Data      %s

                Try it, in another shell:

                  bin/divine-media sample-video clip.mp4
                  BODY='{"vineId":"hello-%s"}'
                  curl -s %s/v1/videos -d "$BODY" \\
                    -H "Authorization: $(bin/divine-media nip98 POST %s/v1/videos "$BODY")"
                  curl -s -F file=@clip.mp4 UPLOAD_URL     # the uploadURL of the answer
                  curl -s %s/v1/videos/UID                 # until its status is ready
                  curl -s '%s/v1/lookup?vineId=hello-%s'

                Ctrl-C stops.

                """,
                took.toMillis() / 1000.0,
                api,
                api,
                settings.simulator().enabled()
                        ? "http://127.0.0.1:" + settings.simulator().port() + "   (simulated)"
                        : "a real account",
                settings.kafka().port(),
                settings.registry().port(),
                settings.dataDir().toAbsolutePath().normalize(),
                word,
                api,
                api,
                api,
                api,
                word);
        out.flush();
    }
}
