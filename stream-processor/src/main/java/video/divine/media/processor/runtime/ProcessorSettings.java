package video.divine.media.processor.runtime;

import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaConnection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;
import java.util.TreeSet;
import java.util.regex.Pattern;

/**
 * How a stream processor runs.
 *
 * @param kafka with further Kafka Streams settings, which stand above ours
 * @param applicationId prefix of changelogs, consumer group and transactional ids: fixed for the
 *     life of a deployment
 * @param stateDirectory this instance's own: sharing one fences its neighbour
 * @param uploadGrace from the end of an upload link until an upload that did not come is ended, a
 *     minute to a day: one that began just before the end may still be on its way
 */
public record ProcessorSettings(
        KafkaConnection kafka,
        String applicationId,
        Path stateDirectory,
        Topics topics,
        Work work,
        Duration uploadGrace,
        Neighbours neighbours) {
    public static final String DEFAULT_APPLICATION_ID = "divine-media";

    /** At some 350 kB/s the largest upload of a phone, 200 MB, is through. */
    public static final Duration DEFAULT_UPLOAD_GRACE = Duration.ofMinutes(10);

    private static final Duration SHORTEST_UPLOAD_GRACE = Duration.ofMinutes(1);
    private static final Duration LONGEST_UPLOAD_GRACE = Duration.ofHours(24);

    public ProcessorSettings {
        if (uploadGrace.compareTo(SHORTEST_UPLOAD_GRACE) < 0
                || uploadGrace.compareTo(LONGEST_UPLOAD_GRACE) > 0) {
            throw new IllegalArgumentException(
                    "Expected a grace for uploads of a minute to a day, but got " + uploadGrace);
        }
    }

    /**
     * What the topics are made like.
     *
     * @param partitions of the topics that are spread by uid: fixed at the first start
     * @param replication of every topic
     * @param retention of commands and tasks, which have to be read by then
     */
    public record Topics(int partitions, short replication, Duration retention) {
        public static final Duration SHORTEST_RETENTION = Duration.ofHours(1);

        public Topics {
            if (retention.compareTo(SHORTEST_RETENTION) < 0) {
                throw new IllegalArgumentException(
                        "Expected a retention of an hour at least, but got " + retention);
            }
            if (partitions < 1 || replication < 1) {
                throw new IllegalArgumentException(
                        "Expected at least one partition and one replica, but got "
                                + partitions
                                + " and "
                                + replication);
            }
        }

        /** On a Kafka of one broker. */
        public static Topics unreplicated(int partitions) {
            return new Topics(partitions, (short) 1, MediaTopic.DEFAULT_RETENTION);
        }
    }

    /**
     * What this instance works with.
     *
     * @param threads stream threads
     * @param commitInterval trades latency of the outcome against transactions a second; measured:
     *     5 ms gives 7.9 ms p50, 30 ms gives 19
     * @param storeCacheBytes one block cache for all stores, memtables included
     */
    public record Work(int threads, Duration commitInterval, long storeCacheBytes) {
        public static final long DEFAULT_STORE_CACHE_BYTES = 128L << 20;

        /** Two threads, and an outcome that is soon there. */
        public static final Work DEFAULT = new Work(2, Duration.ofMillis(5));

        public Work {
            if (threads < 1) {
                throw new IllegalArgumentException(
                        "Expected at least one thread, but got " + threads);
            }
        }

        /** With the cache that it has by default. */
        public Work(int threads, Duration commitInterval) {
            this(threads, commitInterval, DEFAULT_STORE_CACHE_BYTES);
        }
    }

    /**
     * What this instance has to do with others.
     *
     * @param standbys copies of every store on other instances: with one, reads go on while a dead
     *     instance's partitions move, and the move takes seconds whatever the stores have
     * @param applicationServer host:port where gateways and the other instances hear that this one
     *     answers reads; empty where nobody asks
     */
    public record Neighbours(int standbys, Optional<String> applicationServer) {
        public static final Neighbours NONE = new Neighbours(0, Optional.empty());

        private static final Pattern HOST_AND_PORT = Pattern.compile("[^\\s/@]+:\\d{1,5}");

        public Neighbours {
            if (standbys < 0) {
                throw new IllegalArgumentException(
                        "Expected no negative standbys, but got " + standbys);
            }
            if (applicationServer.filter(it -> !HOST_AND_PORT.matcher(it).matches()).isPresent()) {
                throw new IllegalArgumentException(
                        "Expected an application server as host:port, but got "
                                + applicationServer.get());
            }
        }
    }

    /** Of the only instance, with the defaults. */
    public static ProcessorSettings alone(
            KafkaConnection kafka, Path stateDirectory, Topics topics) {
        return new ProcessorSettings(
                kafka,
                DEFAULT_APPLICATION_ID,
                stateDirectory,
                topics,
                Work.DEFAULT,
                DEFAULT_UPLOAD_GRACE,
                Neighbours.NONE);
    }

    /** Kafka's settings can hold passwords, so only their names are shown. */
    @Override
    public String toString() {
        return "ProcessorSettings["
                + kafka.bootstrapServers()
                + ", "
                + applicationId
                + ", "
                + stateDirectory
                + ", kafka="
                + new TreeSet<>(kafka.settings().keySet())
                + "]";
    }
}
