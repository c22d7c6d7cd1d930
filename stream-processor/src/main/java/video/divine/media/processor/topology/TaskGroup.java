package video.divine.media.processor.topology;

import java.util.List;

/** The parts of the topology that have stores. One task runs all stores of one partition of one. */
public enum TaskGroup {
    CLAIMS,
    VIDEOS,
    PUBLISHERS,
    GOVERNOR;

    /** The names of its stores. */
    public List<String> stores() {
        return switch (this) {
            case CLAIMS ->
                    List.of(
                            TopologyNames.ALIAS_STORE,
                            TopologyNames.DECISION_STORE,
                            TopologyNames.QUOTA_STORE,
                            TopologyNames.OWNER_STORE,
                            TopologyNames.DEADLINE_STORE,
                            TopologyNames.CLOCK_STORE,
                            TopologyNames.LEDGER_STORE);
            case VIDEOS ->
                    List.of(
                            TopologyNames.VIDEO_STORE,
                            TopologyNames.HISTORY_STORE,
                            TopologyNames.PARKED_STORE,
                            TopologyNames.WATCH_STORE,
                            TopologyNames.DUE_STORE);
            case PUBLISHERS ->
                    List.of(
                            TopologyNames.PUBLISHER_VIDEO_STORE,
                            TopologyNames.PUBLISHER_COUNTER_STORE);
            case GOVERNOR -> List.of(TopologyNames.GOVERNOR_STORE);
        };
    }

    /** How many tasks it has in a deployment with {@code partitions} for video state. */
    public int partitions(int partitions) {
        return switch (this) {
            case CLAIMS, GOVERNOR -> 1;
            case VIDEOS, PUBLISHERS -> partitions;
        };
    }
}
