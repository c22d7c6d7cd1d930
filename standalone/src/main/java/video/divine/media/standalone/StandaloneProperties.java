package video.divine.media.standalone;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.processor.runtime.ProcessorSettings;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;

/**
 * The settings of the parts that run embedded, under {@code media.*}.
 *
 * @param host to listen on
 * @param port of the gateway
 * @param dataDir everything that must survive a restart
 * @param partitions of the topics that are spread by uid: fixed at the first start
 * @param streamThreads of the processor
 * @param commitInterval of the processor's transactions
 */
@ConfigurationProperties("media")
public record StandaloneProperties(
        String host,
        int port,
        Path dataDir,
        @DefaultValue("2") int partitions,
        @DefaultValue("2") int streamThreads,
        @DefaultValue("5ms") Duration commitInterval,
        Kafka kafka,
        Registry registry,
        Simulator simulator) {

    /** The embedded broker, on loopback. */
    public record Kafka(int port) {}

    /** The embedded schema registry, on loopback. */
    public record Registry(int port) {}

    /** The embedded Stream, on loopback; off where a real account is used. */
    public record Simulator(boolean enabled, int port) {}

    /** Where the gateway is reached from this machine: one that listens everywhere, by loopback. */
    URI gateway() {
        try {
            var address = InetAddress.getByName(host);
            var name = address.isAnyLocalAddress() ? "127.0.0.1" : address.getHostAddress();
            return new URI("http", null, name, port, null, null, null);
        } catch (UnknownHostException | URISyntaxException e) {
            throw new IllegalArgumentException(
                    "Expected a name or address of this machine in media.host, but it is " + host,
                    e);
        }
    }

    ProcessorSettings processor(String bootstrapServers) {
        return new ProcessorSettings(
                bootstrapServers,
                ProcessorSettings.DEFAULT_APPLICATION_ID,
                dataDir.resolve("streams"),
                partitions,
                (short) 1,
                streamThreads,
                commitInterval,
                ProcessorSettings.DEFAULT_STORE_CACHE_BYTES,
                Map.of());
    }
}
