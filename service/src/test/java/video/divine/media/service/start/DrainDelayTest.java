package video.divine.media.service.start;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.web.server.reactive.context.ReactiveWebServerApplicationContext;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.support.GenericApplicationContext;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import video.divine.media.service.health.ProbeRoutes;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;

/** The end of a service with a web server, whose delay takes no time. */
class DrainDelayTest {
    final HttpClient http = HttpClient.newHttpClient();

    /** What the server answered while the delay lasted, and how long that was. */
    final List<String> seen = new ArrayList<>();

    private URI service = URI.create("http://127.0.0.1");

    @Configuration(proxyBeanMethods = false)
    @EnableAutoConfiguration
    static class Service {
        @Bean
        RouterFunction<ServerResponse> probeRoutes(ApplicationAvailability application) {
            return ProbeRoutes.of(application, () -> true);
        }
    }

    @AfterEach
    void stop() {
        http.close();
    }

    private ReactiveWebServerApplicationContext start(Duration delay) {
        var drain = new DrainDelay(delay, this::look);
        var application =
                ServiceApplication.of(
                        Service.class,
                        "drained",
                        Map.of("server.address", "127.0.0.1", "server.port", "0"));
        ApplicationContextInitializer<GenericApplicationContext> draining =
                context -> context.registerBean("drainDelay", DrainDelay.class, () -> drain);
        application.addInitializers(draining);
        var context = (ReactiveWebServerApplicationContext) application.run();
        service =
                URI.create(
                        "http://127.0.0.1:"
                                + Objects.requireNonNull(context.getWebServer()).getPort());
        return context;
    }

    private void look(Duration delay) throws InterruptedException {
        seen.add(delay.toString());
        try {
            seen.add("ready " + status("/readyz"));
            seen.add("alive " + status("/livez"));
        } catch (IOException e) {
            seen.add(e.toString());
        }
    }

    private int status(String path) throws IOException, InterruptedException {
        return http.send(
                        HttpRequest.newBuilder(service.resolve(path)).build(),
                        BodyHandlers.discarding())
                .statusCode();
    }

    @Test
    void firstItIsNotReadyThenTheDelayPassesAndThenTheServerStops() throws Exception {
        var context = start(Duration.ofSeconds(5));
        assertThat(status("/readyz")).isEqualTo(200);

        context.close();

        assertThat(seen).containsExactly("PT5S", "ready 503", "alive 200");
        assertThatThrownBy(() -> status("/livez")).isInstanceOf(ConnectException.class);
    }

    @Test
    void withoutADelayItStopsAtOnce() {
        start(Duration.ZERO).close();

        assertThat(seen).isEmpty();
    }
}
