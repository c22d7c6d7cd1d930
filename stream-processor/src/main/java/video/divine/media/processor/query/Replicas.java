package video.divine.media.processor.query;

import org.jspecify.annotations.Nullable;

import video.divine.media.processor.topology.TaskGroup;

import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.function.Function;

/** The copies of stores that this process has, active or not. */
public interface Replicas {
    /**
     * Reads one partition; may read a disk.
     *
     * @param maxLag that a copy which is not the running active may be behind, in changelog
     *     records; empty where only the active will do
     * @param read of that partition alone
     * @throws StoreUnavailableException where what is here does not do
     */
    <T> Served<T> read(
            TaskGroup group, int partition, OptionalLong maxLag, Function<StoreReads, T> read);

    /** Reads all partitions of any group that are active here; may read a disk. */
    <T> T readActive(Function<StoreReads, T> read);

    /** What is here now. Waits for nobody. */
    Overview overview();

    /** {@link Overview#assignment} alone. */
    long assignment();

    /** How many partitions the topics have that are spread by uid. */
    int partitions();

    /** What a copy is. */
    enum Role {
        ACTIVE,
        STANDBY,
        RESTORING
    }

    /**
     * One copy.
     *
     * @param lag in changelog records; null where it was never measured
     */
    record Replica(TaskGroup group, int partition, Role role, @Nullable Long lag) {}

    /**
     * What is here.
     *
     * @param instance another one for each start
     * @param assignment another one whenever a role has changed
     * @param address host:port where others reach this process
     * @param peers host:port of other processes; whom to ask, not what they run
     */
    record Overview(
            String instance,
            long assignment,
            Optional<String> address,
            List<Replica> replicas,
            Set<String> peers) {}
}
