package video.divine.media.standalone;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.gateway.saga.SagaStep;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.service.ProcessorProperties;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.simulator.SimulatorSettings;
import video.divine.media.simulator.limit.RateLimitPolicy;
import video.divine.media.simulator.quota.AccountLimits;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;

/**
 * The settings of the parts that run embedded, under {@code media.*}.
 *
 * @param host to listen on
 * @param port of the gateway
 * @param dataDir everything that must survive a restart
 * @param partitions of the topics that are spread by uid: fixed at the first start
 * @param streamThreads of the processor
 * @param commitInterval of the processor's transactions
 * @param uploadGrace from the end of an upload link until an upload that did not come is ended: one
 *     that was begun in time may still be on its way
 */
@ConfigurationProperties("media")
public record StandaloneProperties(
        String host,
        int port,
        Path dataDir,
        @DefaultValue("2") int partitions,
        @DefaultValue("2") int streamThreads,
        @DefaultValue("5ms") Duration commitInterval,
        @DefaultValue("10m") Duration uploadGrace,
        Kafka kafka,
        Registry registry,
        Simulator simulator,
        @DefaultValue Test test) {
    private static final int HIGHEST_PORT = 65_535;

    public StandaloneProperties {
        requirePort("media.port", port);
        ProcessorProperties.check(partitions, streamThreads, commitInterval, uploadGrace);
    }

    /** The embedded broker, on loopback. */
    public record Kafka(int port) {
        public Kafka {
            requirePort("media.kafka.port", port);
        }
    }

    /** The embedded schema registry, on loopback. */
    public record Registry(int port) {
        public Registry {
            requirePort("media.registry.port", port);
        }
    }

    /**
     * The embedded Stream, on loopback; off where a real account is used.
     *
     * @param callsPerFiveMinutes beyond which it refuses all calls for five minutes, as Cloudflare
     *     does
     * @param storageMinutes that it has room for
     * @param encodeOnce the same file is encoded once, however often it is uploaded
     */
    public record Simulator(
            boolean enabled,
            int port,
            @DefaultValue("1200") int callsPerFiveMinutes,
            @DefaultValue("1000000") int storageMinutes,
            @DefaultValue("false") boolean encodeOnce) {
        private static final Duration WINDOW = Duration.ofMinutes(5);

        /** Cloudflare's: videos that it queues or encodes at once. */
        private static final int PROCESSING = 120;

        public Simulator {
            requirePort("media.simulator.port", port);
            requireOneAtLeast("media.simulator.calls-per-five-minutes", callsPerFiveMinutes);
            requireOneAtLeast("media.simulator.storage-minutes", storageMinutes);
        }

        SimulatorSettings settings(Path directory) {
            return SimulatorSettings.local(directory)
                    .withPort(port)
                    .withRateLimit(new RateLimitPolicy(callsPerFiveMinutes, WINDOW))
                    .withAccountLimits(new AccountLimits(storageMinutes, PROCESSING))
                    .withEncodeOnce(encodeOnce);
        }
    }

    /**
     * For tests of what a crash leaves behind.
     *
     * @param haltAt the step at which the process ends at once; none in a service that serves
     */
    public record Test(@Nullable SagaStep haltAt) {
        SagaSteps sagaSteps() {
            return haltAt == null ? SagaSteps.UNWATCHED : new HaltAtStep(haltAt);
        }
    }

    private static void requirePort(String name, int port) {
        BadSettingException.require(
                port >= 1 && port <= HIGHEST_PORT,
                name,
                "Expected a port from 1 to 65535, but it is " + port);
    }

    private static void requireOneAtLeast(String name, int number) {
        BadSettingException.require(number >= 1, name, "Expected at least 1, but it is " + number);
    }

    /** Where the gateway is reached from this machine: one that listens everywhere, by loopback. */
    URI gateway() {
        try {
            var address = InetAddress.getByName(host);
            var name = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
            return new URI("http", null, name, port, null, null, null);
        } catch (UnknownHostException | URISyntaxException e) {
            throw new IllegalArgumentException("Expected a name or address of this machine", e);
        }
    }

    ProcessorSettings processor(KafkaConnection kafka) {
        return new ProcessorSettings(
                kafka,
                ProcessorSettings.DEFAULT_APPLICATION_ID,
                dataDir.resolve("streams"),
                ProcessorSettings.Topics.unreplicated(partitions),
                new ProcessorSettings.Work(streamThreads, commitInterval),
                uploadGrace,
                ProcessorSettings.Neighbours.NONE);
    }
}
