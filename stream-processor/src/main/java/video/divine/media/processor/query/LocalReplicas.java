package video.divine.media.processor.query;

import org.apache.kafka.common.KafkaException;
import org.apache.kafka.streams.KafkaStreams;
import org.apache.kafka.streams.Topology;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.processor.query.StreamsView.Place;
import video.divine.media.processor.topology.RunningTasks;
import video.divine.media.processor.topology.TaskGroup;
import video.divine.media.schemas.read.Refused;
import video.divine.media.schemas.read.ServedBy;

import java.time.Duration;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Function;
import java.util.function.LongSupplier;

/**
 * The copies of a {@link KafkaStreams} in this process. A thread of its own measures every {@link
 * #EVERY} how far they are behind, so that no read waits for a broker. While it cannot be measured,
 * the last measurement counts, with its age, up to {@link #OLDEST}. Another thread renews the
 * {@link Lease}: one broker that hangs leaves nothing to measure, and need not be the coordinator.
 */
public final class LocalReplicas implements Replicas, AutoCloseable {
    static final Duration EVERY = Duration.ofMillis(500);

    /** Nobody should call something older a bound. */
    static final Duration OLDEST = Duration.ofMinutes(5);

    private static final Logger LOG = LoggerFactory.getLogger(LocalReplicas.class);

    /** When lags were asked for, and what they were. */
    private record Measured(long at, Map<Place, Long> lags, Set<Place> standbys) {}

    private final StreamsView view;
    private final Coordinator coordinator;
    private final StoreReads active;
    private final StoreReads any;
    private final RunningTasks running;
    private final int partitions;
    private final Optional<String> address;
    private final LongSupplier nanos;
    private final String instance = UUID.randomUUID().toString();
    private final long firstAssignment;
    private final Lease lease = new Lease();
    private final CatchUp catchUp = new CatchUp();
    private final ScheduledExecutorService threads =
            Executors.newScheduledThreadPool(
                    2, Thread.ofPlatform().daemon().name("replicas-", 0).factory());

    private volatile Measured measured;
    private volatile Set<String> peers = Set.of();
    private final AtomicLong copiesChanged = new AtomicLong();
    private boolean measurable = true;
    private boolean answered = true;

    LocalReplicas(
            StreamsView view,
            Coordinator coordinator,
            StoreReads active,
            StoreReads any,
            RunningTasks running,
            int partitions,
            Optional<String> address,
            InstantSource clock,
            LongSupplier nanos) {
        this.view = view;
        this.coordinator = coordinator;
        this.active = active;
        this.any = any;
        this.running = running;
        this.partitions = partitions;
        this.address = address;
        this.nanos = nanos;
        // One of a later start is not one of this.
        this.firstAssignment = clock.millis();
        this.measured = new Measured(nanos.getAsLong(), Map.of(), Set.of());
    }

    /**
     * Begins to measure; {@link #close} ends that.
     *
     * @param topology that runs
     * @param coordinator of its group; closed with this
     * @param address host:port where others reach this process
     */
    public static LocalReplicas of(
            KafkaStreams streams,
            Topology topology,
            Coordinator coordinator,
            RunningTasks running,
            int partitions,
            Optional<String> address,
            InstantSource clock) {
        var replicas =
                new LocalReplicas(
                        new KafkaStreamsView(streams, topology, address),
                        coordinator,
                        LocalStores.active(streams, partitions, running),
                        LocalStores.any(streams, partitions, running),
                        running,
                        partitions,
                        address,
                        clock,
                        System::nanoTime);
        replicas.repeat(replicas::measure);
        replicas.repeat(replicas::renew);
        return replicas;
    }

    private void repeat(Runnable work) {
        var _ = threads.scheduleWithFixedDelay(work, 0, EVERY.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** Never throws: a scheduled task that does is not run again. */
    void measure() {
        var asked = nanos.getAsLong();
        try {
            var lags = view.lags();
            var now = new Measured(asked, Map.copyOf(lags), Set.copyOf(view.standbys()));
            if (!now.lags().keySet().equals(measured.lags().keySet())
                    || !now.standbys().equals(measured.standbys())) {
                copiesChanged.incrementAndGet();
            }
            measured = now;
            catchUp.measured(now.at(), now.lags(), now.standbys());
            peers = Set.copyOf(view.peers());
            if (!measurable) {
                measurable = true;
                LOG.info("replicas are measured again");
            }
        } catch (KafkaException | IllegalStateException e) {
            // Not started yet, stopped, rebalancing, or no broker answers.
            if (measurable) {
                measurable = false;
                LOG.info("replicas cannot be measured: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("replicas cannot be measured", e);
        }
    }

    /** Never throws, for the same reason. */
    void renew() {
        var asked = nanos.getAsLong();
        try {
            coordinator.ask();
            lease.renew(asked, nanos.getAsLong());
            if (!answered) {
                answered = true;
                LOG.info("the group's coordinator answers again");
            }
        } catch (KafkaException | IllegalStateException e) {
            if (answered) {
                answered = false;
                LOG.info("the group's coordinator does not answer: {}", e.getMessage());
            }
        } catch (RuntimeException e) {
            LOG.error("the group's coordinator cannot be asked", e);
        }
    }

    /**
     * Whether others can be taken away, and the copies here stand in for theirs. Does not block.
     *
     * @param since when this process began to run what it now has, by {@link System#nanoTime}
     */
    public boolean hasCaughtUp(long since) {
        return catchUp.isDone(since, nanos.getAsLong());
    }

    @Override
    public <T> Served<T> read(
            TaskGroup group, int partition, OptionalLong maxLag, Function<StoreReads, T> read) {
        if (running.run(group, partition).isPresent() && isSure()) {
            try {
                var answer = read.apply(active);
                // It may have taken longer than the lease.
                if (isSure()) {
                    return new Served<>(answer, ServedBy.active());
                }
            } catch (StoreUnavailableException e) {
                if (maxLag.isEmpty()) {
                    throw e;
                }
            }
        }
        var by = standby(group, partition, maxLag);
        return new Served<>(read.apply(any), by);
    }

    @Override
    public <T> T readActive(Function<StoreReads, T> read) {
        requireSure();
        var answer = read.apply(active);
        requireSure();
        return answer;
    }

    private boolean isSure() {
        return lease.holds(nanos.getAsLong());
    }

    private void requireSure() {
        if (!isSure()) {
            throw new StoreUnavailableException(
                    Refused.UNSURE, "the group's coordinator has not answered for too long");
        }
    }

    /** What to call an answer that is not the active's. */
    private ServedBy.Standby standby(TaskGroup group, int partition, OptionalLong maxLag) {
        var last = measured;
        var lag = last.lags().get(new Place(group, partition));
        var runs = running.run(group, partition).isPresent();
        if (lag == null && !runs) {
            throw refusal(Refused.NOT_HERE, group, partition);
        }
        if (maxLag.isEmpty()) {
            throw refusal(runs ? Refused.UNSURE : Refused.NOT_ACTIVE, group, partition);
        }
        var age = Duration.ofNanos(Math.max(0, nanos.getAsLong() - last.at()));
        if (lag == null || age.compareTo(OLDEST) > 0) {
            throw refusal(Refused.UNMEASURED, group, partition);
        }
        if (lag > maxLag.getAsLong()) {
            throw refusal(Refused.LAGGING, group, partition);
        }
        return new ServedBy.Standby(lag, age);
    }

    private static StoreUnavailableException refusal(
            Refused reason, TaskGroup group, int partition) {
        return new StoreUnavailableException(
                reason, group + "-" + partition + " is " + reason.word().replace('_', ' '));
    }

    @Override
    public Overview overview() {
        // Before what it is the number of: a change in between gives the next one.
        var assignment = assignment();
        var last = measured;
        var sure = isSure();
        var replicas = new ArrayList<Replica>();
        var places = new HashSet<>(last.lags().keySet());
        for (var group : TaskGroup.values()) {
            running.partitions(group).forEach(partition -> places.add(new Place(group, partition)));
        }
        for (var place : places) {
            var runs = running.run(place.group(), place.partition()).isPresent();
            replicas.add(
                    runs && sure
                            ? new Replica(place.group(), place.partition(), Role.ACTIVE, 0L)
                            : new Replica(
                                    place.group(),
                                    place.partition(),
                                    runs || last.standbys().contains(place)
                                            ? Role.STANDBY
                                            : Role.RESTORING,
                                    last.lags().get(place)));
        }
        return new Overview(instance, assignment, address, replicas, peers);
    }

    /** A lease that ended counts as a change: what it makes of the active is another role. */
    @Override
    public long assignment() {
        return firstAssignment + 2 * (running.changes() + copiesChanged.get()) + (isSure() ? 1 : 0);
    }

    @Override
    public int partitions() {
        return partitions;
    }

    @Override
    public void close() {
        threads.shutdownNow();
        coordinator.close();
    }
}
