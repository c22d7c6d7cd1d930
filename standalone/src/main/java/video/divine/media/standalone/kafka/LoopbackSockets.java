package video.divine.media.standalone.kafka;

import org.apache.kafka.common.network.Selectable;
import org.apache.kafka.server.ServerSocketFactory;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.channels.ServerSocketChannel;

/**
 * The broker's two listening sockets, bound before it starts.
 *
 * <p>A broker that cannot bind its controller's port ends the JVM, and a port that was looked up
 * and let go can be gone a moment later. So the sockets are taken first, a taken port is one
 * exception, and Kafka is handed sockets that are open already.
 */
final class LoopbackSockets implements ServerSocketFactory, AutoCloseable {
    static final String HOST = "127.0.0.1";
    static final String CLIENTS = "CLIENTS";
    static final String CONTROLLER = "CONTROLLER";

    private final ServerSocketChannel clients;
    private final ServerSocketChannel controller;

    private LoopbackSockets(ServerSocketChannel clients, ServerSocketChannel controller) {
        this.clients = clients;
        this.controller = controller;
    }

    static LoopbackSockets bind(int clientPort) {
        var clients = open(clientPort);
        try {
            return new LoopbackSockets(clients, open(0));
        } catch (KafkaStartException e) {
            close(clients);
            throw e;
        }
    }

    int clientPort() {
        return clients.socket().getLocalPort();
    }

    int controllerPort() {
        return controller.socket().getLocalPort();
    }

    @Override
    public ServerSocketChannel openServerSocket(
            String listener, InetSocketAddress address, int backlog, int receiveBuffer)
            throws IOException {
        var channel =
                switch (listener) {
                    case CLIENTS -> clients;
                    case CONTROLLER -> controller;
                    default -> throw new IOException("No socket was bound for " + listener);
                };
        channel.configureBlocking(false);
        if (receiveBuffer != Selectable.USE_DEFAULT_BUFFER_SIZE) {
            channel.socket().setReceiveBufferSize(receiveBuffer);
        }
        return channel;
    }

    /** Closes what the broker has not closed itself. */
    @Override
    public void close() {
        close(clients);
        close(controller);
    }

    private static ServerSocketChannel open(int port) {
        try {
            var channel = ServerSocketChannel.open();
            try {
                return channel.bind(new InetSocketAddress(InetAddress.ofLiteral(HOST), port));
            } catch (IOException e) {
                channel.close();
                throw e;
            }
        } catch (BindException e) {
            throw new KafkaStartException(
                    "Kafka's port %d on %s is taken: %s.".formatted(port, HOST, e.getMessage()), e);
        } catch (IOException e) {
            throw new KafkaStartException(
                    "Kafka cannot listen on %s:%d: %s.".formatted(HOST, port, e), e);
        }
    }

    private static void close(ServerSocketChannel channel) {
        try {
            channel.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
