package video.divine.media.simulator;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Stands between a client and the simulator; once, after so many bytes from clients, it cuts the
 * connection they came by.
 */
final class CutProxy implements AutoCloseable {
    private final AtomicLong left;
    private volatile int target;
    private final ServerSocket listener;
    private final List<Socket> sockets = new CopyOnWriteArrayList<>();

    CutProxy(long bytes) {
        this.left = new AtomicLong(bytes);
        try {
            listener = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
        Thread.startVirtualThread(this::accept);
    }

    URI baseUri() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** To be said before the first connection. */
    void leadTo(StreamSimulator simulator) {
        target = simulator.port();
    }

    @Override
    public void close() {
        quietly(listener::close);
        sockets.forEach(socket -> quietly(socket::close));
    }

    private void accept() {
        while (!listener.isClosed()) {
            quietly(
                    () -> {
                        var client = listener.accept();
                        var server = new Socket(InetAddress.getLoopbackAddress(), target);
                        sockets.addAll(List.of(client, server));
                        Thread.startVirtualThread(() -> quietly(() -> upstream(client, server)));
                        Thread.startVirtualThread(() -> quietly(() -> downstream(server, client)));
                    });
        }
    }

    private void upstream(Socket client, Socket server) throws IOException {
        try (client;
                server) {
            copy(client.getInputStream(), server.getOutputStream(), true);
        }
    }

    private void downstream(Socket server, Socket client) throws IOException {
        try (client;
                server) {
            copy(server.getInputStream(), client.getOutputStream(), false);
        }
    }

    private void copy(InputStream from, OutputStream to, boolean counted) throws IOException {
        var buffer = new byte[16_384];
        for (var count = from.read(buffer); count >= 0; count = from.read(buffer)) {
            to.write(buffer, 0, count);
            to.flush();
            if (counted) {
                var before = left.getAndAdd(-count);
                if (before > 0 && before <= count) {
                    return;
                }
            }
        }
    }

    private interface Step {
        void run() throws IOException;
    }

    /** A connection that ends is what this is about. */
    private static void quietly(Step step) {
        try {
            step.run();
        } catch (IOException ended) {
            // As it should.
        }
    }
}
