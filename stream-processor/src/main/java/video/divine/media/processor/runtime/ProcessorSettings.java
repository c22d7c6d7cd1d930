package video.divine.media.processor.runtime;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How a stream processor runs.
 *
 * @param bootstrapServers Kafka's {@code host:port}, comma-separated
 * @param applicationId prefix of changelogs, consumer group and transactional ids: fixed for the
 *     life of a deployment
 * @param stateDirectory this instance's own: sharing one fences its neighbour
 * @param partitions of the topics that are spread by uid: fixed at the first start
 * @param replication of every topic
 * @param threads stream threads of this instance
 * @param commitInterval trades latency of the outcome against transactions a second; measured: 5 ms
 *     gives 7.9 ms p50, 30 ms gives 19
 * @param storeCacheBytes one block cache for all stores, memtables included
 * @param uploadGrace from the end of an upload link until an upload that did not come is ended, a
 *     minute to a day: one that began just before the end may still be on its way
 * @param standbys copies of every store on other instances: with one, reads go on while a dead
 *     instance's partitions move, and the move takes seconds whatever the stores have
 * @param applicationServer host:port where gateways and the other instances hear that this one
 *     answers reads; empty where nobody asks
 * @param kafka further Kafka Streams settings, which stand above ours
 */
public record ProcessorSettings(
        String bootstrapServers,
        String applicationId,
        Path stateDirectory,
        int partitions,
        short replication,
        int threads,
        Duration commitInterval,
        long storeCacheBytes,
        Duration uploadGrace,
        int standbys,
        Optional<String> applicationServer,
        Map<String, String> kafka) {
    public static final String DEFAULT_APPLICATION_ID = "divine-media";
    public static final Duration DEFAULT_COMMIT_INTERVAL = Duration.ofMillis(5);
    public static final long DEFAULT_STORE_CACHE_BYTES = 128L << 20;

    /** At some 350 kB/s the largest upload of a phone, 200 MB, is through. */
    public static final Duration DEFAULT_UPLOAD_GRACE = Duration.ofMinutes(10);

    private static final Duration SHORTEST_UPLOAD_GRACE = Duration.ofMinutes(1);
    private static final Duration LONGEST_UPLOAD_GRACE = Duration.ofHours(24);
    private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s/@]+:\\d{1,5}");

    public ProcessorSettings {
        if (partitions < 1 || threads < 1 || replication < 1) {
            throw new IllegalArgumentException(
                    "Expected at least one partition, one thread and one replica, but got "
                            + partitions
                            + ", "
                            + threads
                            + " and "
                            + replication);
        }
        if (standbys < 0) {
            throw new IllegalArgumentException(
                    "Expected no negative standbys, but got " + standbys);
        }
        if (applicationServer.filter(it -> !HOST_AND_PORT.matcher(it).matches()).isPresent()) {
            throw new IllegalArgumentException(
                    "Expected an application server as host:port, but got "
                            + applicationServer.get());
        }
        if (uploadGrace.compareTo(SHORTEST_UPLOAD_GRACE) < 0
                || uploadGrace.compareTo(LONGEST_UPLOAD_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "Expected a grace for uploads of a minute to a day, but got " + uploadGrace);
        }
        kafka = Map.copyOf(kafka);
    }

    /** With {@link #DEFAULT_UPLOAD_GRACE}. */
    public ProcessorSettings(
            String bootstrapServers,
            String applicationId,
            Path stateDirectory,
            int partitions,
            short replication,
            int threads,
            Duration commitInterval,
            long storeCacheBytes,
            Map<String, String> kafka) {
        this(
                bootstrapServers,
                applicationId,
                stateDirectory,
                partitions,
                replication,
                threads,
                commitInterval,
                storeCacheBytes,
                DEFAULT_UPLOAD_GRACE,
                kafka);
    }

    /** Without standbys, and with nobody who asks. */
    public ProcessorSettings(
            String bootstrapServers,
            String applicationId,
            Path stateDirectory,
            int partitions,
            short replication,
            int threads,
            Duration commitInterval,
            long storeCacheBytes,
            Duration uploadGrace,
            Map<String, String> kafka) {
        this(
                bootstrapServers,
                applicationId,
                stateDirectory,
                partitions,
                replication,
                threads,
                commitInterval,
                storeCacheBytes,
                uploadGrace,
                0,
                Optional.empty(),
                kafka);
    }

    /** The same with so many copies of every store on other instances. */
    public ProcessorSettings withStandbys(int number) {
        return new ProcessorSettings(
                bootstrapServers,
                applicationId,
                stateDirectory,
                partitions,
                replication,
                threads,
                commitInterval,
                storeCacheBytes,
                uploadGrace,
                number,
                applicationServer,
                kafka);
    }

    /**
     * The same, reached by others at that address.
     *
     * @param hostAndPort such as {@code processor-1:8081}
     */
    public ProcessorSettings withApplicationServer(String hostAndPort) {
        return new ProcessorSettings(
                bootstrapServers,
                applicationId,
                stateDirectory,
                partitions,
                replication,
                threads,
                commitInterval,
                storeCacheBytes,
                uploadGrace,
                standbys,
                Optional.of(hostAndPort),
                kafka);
    }

    /** Kafka's settings can hold passwords, so only their names are shown. */
    @Override
    public String toString() {
        return "ProcessorSettings["
                + bootstrapServers
                + ", "
                + applicationId
                + ", "
                + stateDirectory
                + ", kafka="
                + new TreeSet<>(kafka.keySet())
                + "]";
    }
}
