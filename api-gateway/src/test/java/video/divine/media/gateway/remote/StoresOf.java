package video.divine.media.gateway.remote;

import org.jspecify.annotations.Nullable;

import video.divine.media.avro.read.ReplicaHere;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StoresHere;
import video.divine.media.avro.read.StoresOfGroup;

import java.util.ArrayList;
import java.util.EnumMap;
import java.util.List;
import java.util.Map;

/** What a processor says that it runs, of a deployment with two partitions. */
final class StoresOf {
    static final int PARTITIONS = 2;

    private final String instance;
    private final Map<StoreGroup, List<ReplicaHere>> replicas = new EnumMap<>(StoreGroup.class);
    private final List<String> peers = new ArrayList<>();
    private long assignment = 1;

    StoresOf(String instance) {
        this.instance = instance;
    }

    /** One that runs everything. */
    static StoresOf all(String instance, ReplicaRole role, @Nullable Long lag) {
        var stores = new StoresOf(instance);
        for (var partition = 0; partition < PARTITIONS; partition++) {
            stores.with(StoreGroup.VIDEOS, partition, role, lag)
                    .with(StoreGroup.PUBLISHERS, partition, role, lag);
        }
        return stores.with(StoreGroup.CLAIMS, 0, role, lag).with(StoreGroup.GOVERNOR, 0, role, lag);
    }

    StoresOf with(StoreGroup group, int partition, ReplicaRole role, @Nullable Long lag) {
        replicas.computeIfAbsent(group, _ -> new ArrayList<>())
                .add(new ReplicaHere(partition, role, lag));
        return this;
    }

    StoresOf assignment(long number) {
        assignment = number;
        return this;
    }

    StoresOf peer(String address) {
        peers.add(address);
        return this;
    }

    StoresHere get() {
        var groups = new ArrayList<StoresOfGroup>();
        for (var group :
                List.of(
                        StoreGroup.CLAIMS,
                        StoreGroup.VIDEOS,
                        StoreGroup.PUBLISHERS,
                        StoreGroup.GOVERNOR)) {
            groups.add(
                    new StoresOfGroup(
                            group,
                            group == StoreGroup.VIDEOS || group == StoreGroup.PUBLISHERS
                                    ? PARTITIONS
                                    : 1,
                            replicas.getOrDefault(group, List.of())));
        }
        return new StoresHere(instance, assignment, null, groups, peers);
    }
}
