package video.divine.media.processor.query;

import video.divine.media.processor.topology.TaskGroup;

import java.util.Map;
import java.util.Set;

/** What Kafka Streams knows of itself. */
interface StreamsView {
    /** One partition of one group. */
    record Place(TaskGroup group, int partition) {}

    /**
     * Changelog records that each copy here is behind, of the store that is furthest behind. Asks
     * the brokers that lead the changelogs, and may wait for them for seconds.
     */
    Map<Place, Long> lags();

    /** The copies that are standbys, as of when their thread was last running. */
    Set<Place> standbys();

    /** host:port of the other processes. */
    Set<String> peers();
}
