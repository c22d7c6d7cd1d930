package video.divine.media.standalone.kafka;

import static video.divine.media.standalone.kafka.LoopbackSockets.CLIENTS;
import static video.divine.media.standalone.kafka.LoopbackSockets.CONTROLLER;
import static video.divine.media.standalone.kafka.LoopbackSockets.HOST;

import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;

/** The configuration of a broker that is alone, small, and in somebody else's process. */
final class BrokerProperties {
    static final int NODE = 1;

    private BrokerProperties() {}

    static Map<String, String> of(
            Path log, int clientPort, int controllerPort, Map<String, String> overrides) {
        var properties = new HashMap<String, String>();
        properties.putAll(identity(log, clientPort, controllerPort));
        properties.putAll(ALONE);
        properties.putAll(PROMPT);
        properties.putAll(SMALL);
        properties.putAll(overrides);
        return Map.copyOf(properties);
    }

    private static Map<String, String> identity(Path log, int clientPort, int controllerPort) {
        var clients = CLIENTS + "://" + HOST + ":" + clientPort;
        return Map.ofEntries(
                Map.entry("process.roles", "broker,controller"),
                Map.entry("node.id", String.valueOf(NODE)),
                Map.entry("log.dirs", log.toString()),
                Map.entry(
                        "listeners",
                        clients + "," + CONTROLLER + "://" + HOST + ":" + controllerPort),
                Map.entry("advertised.listeners", clients),
                Map.entry("inter.broker.listener.name", CLIENTS),
                Map.entry("controller.listener.names", CONTROLLER),
                Map.entry(
                        "listener.security.protocol.map",
                        CLIENTS + ":PLAINTEXT," + CONTROLLER + ":PLAINTEXT"),
                // Static voters are not written into the log, so the port may change each start.
                Map.entry("controller.quorum.voters", NODE + "@" + HOST + ":" + controllerPort));
    }

    /** There is nobody to replicate to. */
    private static final Map<String, String> ALONE =
            Map.of(
                    "default.replication.factor", "1",
                    "min.insync.replicas", "1",
                    "offsets.topic.replication.factor", "1",
                    "transaction.state.log.replication.factor", "1",
                    "transaction.state.log.min.isr", "1",
                    "share.coordinator.state.topic.replication.factor", "1",
                    "share.coordinator.state.topic.min.isr", "1",
                    // A topic is created by the application, with explicit settings, or is a typo.
                    "auto.create.topics.enable", "false");

    /** Waits that make sense in a cluster and only delay here. */
    private static final Map<String, String> PROMPT =
            Map.of(
                    "group.initial.rebalance.delay.ms", "0",
                    // After a hard kill the controller waits for the dead broker's session.
                    "broker.session.timeout.ms", "1500",
                    "broker.heartbeat.interval.ms", "500",
                    // 20 ms by default, on the way of each new transaction's first partition.
                    "add.partitions.to.txn.retry.backoff.ms", "1",
                    // And asks again for 100 ms. Then the producer is told, its next batches arrive
                    // out of order, and it waits longer still (KAFKA-18654, KAFKA-20000).
                    "add.partitions.to.txn.retry.backoff.max.ms", "5000",
                    // A dead transactional producer blocks read_committed until it is aborted.
                    "transaction.abort.timed.out.transaction.cleanup.interval.ms", "1000");

    /** Threads and buffers for one machine's traffic; the defaults are for a server of its own. */
    private static final Map<String, String> SMALL =
            Map.ofEntries(
                    Map.entry("num.network.threads", "2"),
                    Map.entry("num.io.threads", "4"),
                    Map.entry("background.threads", "2"),
                    Map.entry("num.replica.fetchers", "1"),
                    Map.entry("num.recovery.threads.per.data.dir", "2"),
                    Map.entry("group.coordinator.threads", "1"),
                    Map.entry("log.cleaner.threads", "1"),
                    // On the heap, 128 MiB by default. 16 MiB hold 600 thousand keys a pass.
                    Map.entry("log.cleaner.dedupe.buffer.size", String.valueOf(16 << 20)),
                    Map.entry("log.preallocate", "false"),
                    Map.entry("num.partitions", "1"),
                    Map.entry("offsets.topic.num.partitions", "4"),
                    Map.entry("transaction.state.log.num.partitions", "4"),
                    Map.entry("share.coordinator.state.topic.num.partitions", "1"));
}
