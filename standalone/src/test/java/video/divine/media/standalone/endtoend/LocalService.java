package video.divine.media.standalone.endtoend;

import static org.awaitility.Awaitility.await;

import org.awaitility.core.ConditionTimeoutException;
import org.springframework.context.ConfigurableApplicationContext;

import video.divine.media.standalone.Standalone;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** The service in this JVM, on free ports of loopback. */
final class LocalService implements RunningService {
    private static final Duration START = Duration.ofSeconds(60);

    private final Ports ports;
    private final ConfigurableApplicationContext context;

    private LocalService(Ports ports, ConfigurableApplicationContext context) {
        this.ports = ports;
        this.context = context;
    }

    /** Starts it and returns once it is ready. */
    static LocalService start(Path data, String... settings) {
        return start(Ports.free(), data, settings);
    }

    static LocalService start(Ports ports, Path data, String... settings) {
        var arguments = new ArrayList<>(ports.arguments());
        arguments.add("--media.data-dir=" + data);
        arguments.add("--media.webhook.secret=" + WEBHOOK_SECRET);
        arguments.add("--media.internal.token=" + INTERNAL_TOKEN);
        arguments.addAll(List.of(settings));
        var context = Standalone.application().run(arguments.toArray(String[]::new));
        var service = new LocalService(ports, context);
        try {
            await().atMost(START).until(() -> service.client().get("/readyz").status() == 200);
        } catch (ConditionTimeoutException e) {
            service.close();
            throw e;
        }
        return service;
    }

    Ports ports() {
        return ports;
    }

    @Override
    public MediaClient client() {
        return new MediaClient(ports.apiUrl());
    }

    @Override
    public Topics topics() {
        return new Topics(ports.bootstrapServers(), ports.registryUrl());
    }

    @Override
    public String apiUrl() {
        return ports.apiUrl();
    }

    @Override
    public String internalUrl() {
        return ports.internalUrl();
    }

    @Override
    public String simulatorUrl() {
        return ports.simulatorUrl();
    }

    @Override
    public void close() {
        context.close();
    }
}
