package video.divine.media.standalone.kafka;

import kafka.server.BrokerServer;
import kafka.server.ControllerServer;
import kafka.server.KafkaConfig;
import kafka.server.KafkaRaftServer;
import kafka.server.Server;
import kafka.server.SharedServer;
import kafka.server.StandardFaultHandlerFactory;

import org.apache.kafka.common.utils.Time;
import org.apache.kafka.raft.QuorumConfig;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.util.Map;
import java.util.concurrent.CompletableFuture;

/**
 * One Kafka node, broker and controller, in this JVM.
 *
 * <p>It listens on 127.0.0.1 only. What it acknowledged is there after a restart, also after the
 * process was killed; a power cut can take what the operating system had not yet written, since
 * there is no second replica and Kafka does not sync each record.
 *
 * <p><b>A fatal fault of the broker</b> (a metadata log that cannot be written or replayed, say)
 * <b>ends the whole JVM</b> at once through {@code Exit.halt}, as it does in a broker of its own:
 * shutdown hooks do not run. That is right for a process that is nothing without its log; tests can
 * catch it with {@code org.apache.kafka.common.utils.Exit.setHaltProcedure}.
 *
 * <p>The broker logs a great deal at INFO. {@code quiet-kafka.xml} beside this class is a logback
 * include that leaves its warnings.
 */
public final class InProcessKafka implements AutoCloseable {
    private static final Logger LOG = LoggerFactory.getLogger(InProcessKafka.class);

    private final DataDirectory directory;
    private final LoopbackSockets sockets;
    private final ControllerServer controller;
    private final BrokerServer broker;
    private boolean closed;

    /** As kafka.server.KafkaRaftServer does it, but with sockets that are bound already. */
    private InProcessKafka(
            DataDirectory directory, LoopbackSockets sockets, Map<String, String> overrides) {
        this.directory = directory;
        this.sockets = sockets;
        var config =
                new KafkaConfig(
                        BrokerProperties.of(
                                directory.log(),
                                sockets.clientPort(),
                                sockets.controllerPort(),
                                overrides),
                        false);
        var formatted = KafkaRaftServer.initializeLogDirs(config, LOG, "");
        var ensemble = formatted._1();
        var quorum = config.quorumConfig();
        var shared =
                new SharedServer(
                        config,
                        ensemble,
                        Time.SYSTEM,
                        Server.initializeMetrics(
                                config, Time.SYSTEM, ensemble.clusterId().orElseThrow()),
                        CompletableFuture.completedFuture(
                                QuorumConfig.parseVoterConnections(quorum.voters())),
                        QuorumConfig.parseBootstrapServers(quorum.bootstrapServers()),
                        new StandardFaultHandlerFactory(),
                        sockets);
        broker = new BrokerServer(shared);
        controller = new ControllerServer(shared, KafkaRaftServer.configSchema(), formatted._2());
    }

    /**
     * Starts the node and returns when it serves: 3 to 6 s in a cold JVM, up to 2 s more after a
     * hard kill, half a second in a warm one.
     *
     * @throws KafkaStartException if the port is taken, the directory is in use, was written by a
     *     newer Kafka or cannot be written, or the node fails while it starts
     */
    public static InProcessKafka start(KafkaSettings settings) {
        var directory = DataDirectory.open(settings.directory());
        LoopbackSockets sockets;
        try {
            sockets = LoopbackSockets.bind(settings.port());
        } catch (KafkaStartException e) {
            directory.close();
            throw e;
        }
        InProcessKafka kafka = null;
        try {
            kafka = new InProcessKafka(directory, sockets, settings.overrides());
            // The controller first: the broker asks it for admission.
            kafka.controller.startup();
            kafka.broker.startup();
            return kafka;
        } catch (Exception e) {
            // Scala declares no checked exceptions, so any kind may come out.
            var failure =
                    new KafkaStartException(
                            "Kafka did not start on %s: %s."
                                    .formatted(settings.directory(), e.getMessage()),
                            e);
            try (directory;
                    sockets) {
                if (kafka != null) {
                    kafka.stopServers();
                }
            } catch (RuntimeException again) {
                failure.addSuppressed(again);
            }
            throw failure;
        }
    }

    /** For the {@code bootstrap.servers} of a client. */
    public String bootstrapServers() {
        return LoopbackSockets.HOST + ":" + sockets.clientPort();
    }

    /** Stops the node in order; the directory is then free. The second call does nothing. */
    @Override
    public synchronized void close() {
        if (closed) {
            return;
        }
        closed = true;
        try (directory;
                sockets) {
            stopServers();
        }
    }

    /** The broker first: it tells the controller that it leaves. */
    private void stopServers() {
        broker.shutdown();
        broker.awaitShutdown();
        controller.shutdown();
        controller.awaitShutdown();
    }
}
