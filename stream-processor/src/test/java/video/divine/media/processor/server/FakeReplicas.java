package video.divine.media.processor.server;

import video.divine.media.processor.query.FakeStores;
import video.divine.media.processor.query.Replicas;
import video.divine.media.processor.query.Served;
import video.divine.media.processor.query.StoreReads;
import video.divine.media.processor.topology.TaskGroup;
import video.divine.media.schemas.read.ServedBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** One copy of everything, which is what a test says. */
final class FakeReplicas implements Replicas {
    record Asked(TaskGroup group, int partition, OptionalLong maxLag) {}

    final FakeStores stores = new FakeStores("stores");
    final List<Asked> asked = new ArrayList<>();
    ServedBy by = ServedBy.active();
    Overview overview = new Overview("one", 17, Optional.empty(), List.of(), Set.of());

    @Override
    public <T> Served<T> read(
            TaskGroup group, int partition, OptionalLong maxLag, Function<StoreReads, T> read) {
        asked.add(new Asked(group, partition, maxLag));
        return new Served<>(read.apply(stores), by);
    }

    @Override
    public <T> T readActive(Function<StoreReads, T> read) {
        return read.apply(stores);
    }

    @Override
    public Overview overview() {
        return overview;
    }

    @Override
    public long assignment() {
        return overview.assignment();
    }

    @Override
    public int partitions() {
        return 8;
    }
}
