package video.divine.media.standalone;

import org.jspecify.annotations.Nullable;
import org.springframework.context.SmartLifecycle;

import reactor.netty.ChannelBindException;

import video.divine.media.simulator.SimulatorSettings;
import video.divine.media.simulator.StreamSimulator;

import java.io.IOException;

/**
 * The simulator in the life of the application: it starts when the gateway listens, because it
 * delivers at once what a stop kept it from delivering, and it stops before the gateway does.
 */
final class EmbeddedStream implements SmartLifecycle {
    private final SimulatorSettings settings;
    private @Nullable StreamSimulator simulator;

    EmbeddedStream(SimulatorSettings settings) {
        this.settings = settings;
    }

    @Override
    public synchronized void start() {
        try {
            simulator = StreamSimulator.start(settings);
        } catch (ChannelBindException e) {
            throw new StreamStartException(
                    "The Stream simulator's port %d on %s is taken."
                            .formatted(settings.port(), settings.host()),
                    e);
        } catch (IOException | IllegalStateException e) {
            throw new StreamStartException(
                    "The Stream simulator did not start on %s: %s."
                            .formatted(settings.dataDirectory(), e.getMessage()),
                    e);
        }
    }

    @Override
    public synchronized void stop() {
        if (simulator != null) {
            simulator.close();
            simulator = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return simulator != null;
    }

    /**
     * After Boot's web server (MAX_VALUE - 2048) at the start; at the stop after the requests under
     * way, which may need it still (MAX_VALUE - 1024).
     */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 1536;
    }
}
