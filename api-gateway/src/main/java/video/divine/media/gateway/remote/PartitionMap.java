package video.divine.media.gateway.remote;

import video.divine.media.avro.read.ReplicaHere;
import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.avro.read.StoresHere;
import video.divine.media.avro.read.StoresOfGroup;

import java.net.URI;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * What each processor last said that it runs. It can be wrong at any moment, which costs a detour
 * and no more: what a processor answers to a read is what counts.
 */
record PartitionMap(Map<URI, StoresHere> hosts) {
    static final PartitionMap EMPTY = new PartitionMap(Map.of());

    /** What every deployment has; each needs somebody for all of its partitions. */
    private static final List<StoreGroup> GROUPS =
            List.of(
                    StoreGroup.CLAIMS,
                    StoreGroup.VIDEOS,
                    StoreGroup.PUBLISHERS,
                    StoreGroup.GOVERNOR);

    /** A copy of one partition. */
    record Copy(URI host, ReplicaRole role, Optional<Long> lag) {
        boolean isActive() {
            return role == ReplicaRole.ACTIVE;
        }

        /** Near enough to answer in the active's stead. */
        boolean isWithin(long maxLag) {
            return lag.filter(behind -> behind <= maxLag).isPresent();
        }
    }

    PartitionMap {
        hosts = Map.copyOf(hosts);
    }

    /**
     * With what {@code host} says. A processor that is known under another address keeps that one,
     * so that nobody is asked twice, unless it does not answer there any more.
     *
     * @param gone addresses that did not answer the last time
     */
    PartitionMap with(URI host, StoresHere stores, Collection<URI> gone) {
        var all = new LinkedHashMap<>(hosts);
        all.remove(host);
        var known =
                all.entrySet().stream()
                        .filter(it -> it.getValue().getInstance().equals(stores.getInstance()))
                        .map(Map.Entry::getKey)
                        .toList();
        var address = known.stream().filter(it -> !gone.contains(it)).findFirst().orElse(host);
        known.forEach(all::remove);
        // The latest word in any case, under one address.
        all.put(address, stores);
        return new PartitionMap(all);
    }

    PartitionMap without(URI host) {
        var others = new LinkedHashMap<>(hosts);
        others.remove(host);
        return new PartitionMap(others);
    }

    /** Addresses that processors have heard of, their own among them. */
    Set<URI> addresses() {
        return hosts.values().stream()
                .flatMap(
                        stores ->
                                Stream.concat(
                                        stores.getPeers().stream(),
                                        Optional.ofNullable(stores.getAddress()).stream()))
                .flatMap(address -> uri(address).stream())
                .collect(Collectors.toUnmodifiableSet());
    }

    private static Optional<URI> uri(String hostAndPort) {
        try {
            var uri = URI.create("http://" + hostAndPort);
            return Optional.of(uri).filter(it -> it.getHost() != null && it.getPort() > 0);
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** How many partitions a group has; empty while nobody has said. */
    OptionalInt partitions(StoreGroup group) {
        return groups(group).mapToInt(StoresOfGroup::getPartitions).max();
    }

    List<Copy> copies(StoreGroup group, int partition) {
        return hosts.entrySet().stream()
                .flatMap(
                        host ->
                                replicas(host.getValue(), group)
                                        .filter(it -> it.getPartition() == partition)
                                        .map(
                                                it ->
                                                        new Copy(
                                                                host.getKey(),
                                                                it.getRole(),
                                                                Optional.ofNullable(it.getLag()))))
                .toList();
    }

    /** Every partition has a copy that can answer, on a host that is not one of {@code gone}. */
    boolean isComplete(Collection<URI> gone, long maxLag) {
        return GROUPS.stream().allMatch(group -> isComplete(group, gone, maxLag));
    }

    private boolean isComplete(StoreGroup group, Collection<URI> gone, long maxLag) {
        var count = partitions(group).orElse(0);
        for (var partition = 0; partition < count; partition++) {
            if (copies(group, partition).stream()
                    .noneMatch(
                            copy ->
                                    !gone.contains(copy.host())
                                            && (copy.isActive() || copy.isWithin(maxLag)))) {
                return false;
            }
        }
        return count > 0;
    }

    private Stream<StoresOfGroup> groups(StoreGroup group) {
        return hosts.values().stream()
                .flatMap(stores -> stores.getGroups().stream())
                .filter(it -> it.getGroup() == group);
    }

    private static Stream<ReplicaHere> replicas(StoresHere stores, StoreGroup group) {
        return stores.getGroups().stream()
                .filter(it -> it.getGroup() == group)
                .flatMap(it -> it.getReplicas().stream());
    }
}
