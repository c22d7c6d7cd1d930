package video.divine.media.processor.server;

import video.divine.media.avro.read.ReplicaHere;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StoresHere;
import video.divine.media.avro.read.StoresOfGroup;
import video.divine.media.processor.query.Replicas.Overview;
import video.divine.media.processor.query.Replicas.Replica;
import video.divine.media.processor.query.Replicas.Role;
import video.divine.media.processor.topology.TaskGroup;

import java.util.Arrays;
import java.util.Comparator;
import java.util.List;

/** What is here, as the protocol spells it. */
final class Stores {
    private Stores() {}

    static StoresHere record(Overview overview, int partitions) {
        return new StoresHere(
                overview.instance(),
                overview.assignment(),
                overview.address().orElse(null),
                Arrays.stream(TaskGroup.values())
                        .map(group -> group(group, overview, partitions))
                        .toList(),
                List.copyOf(overview.peers()));
    }

    private static StoresOfGroup group(TaskGroup group, Overview overview, int partitions) {
        return new StoresOfGroup(
                word(group),
                group.partitions(partitions),
                overview.replicas().stream()
                        .filter(replica -> replica.group() == group)
                        .sorted(Comparator.comparingInt(Replica::partition))
                        .map(
                                replica ->
                                        new ReplicaHere(
                                                replica.partition(),
                                                word(replica.role()),
                                                replica.lag()))
                        .toList());
    }

    private static StoreGroup word(TaskGroup group) {
        return switch (group) {
            case CLAIMS -> StoreGroup.CLAIMS;
            case VIDEOS -> StoreGroup.VIDEOS;
            case PUBLISHERS -> StoreGroup.PUBLISHERS;
            case GOVERNOR -> StoreGroup.GOVERNOR;
        };
    }

    private static ReplicaRole word(Role role) {
        return switch (role) {
            case ACTIVE -> ReplicaRole.ACTIVE;
            case STANDBY -> ReplicaRole.STANDBY;
            case RESTORING -> ReplicaRole.RESTORING;
        };
    }
}
