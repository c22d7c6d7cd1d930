package video.divine.media.standalone.endtoend;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Free ports on loopback for each listener of a service. */
record Ports(int api, int simulator, int kafka, int registry, int internal) {

    /** All bound at once before any is given back, so that they differ. */
    static Ports free() {
        var sockets = new ArrayList<ServerSocket>();
        try {
            for (int i = 0; i < 5; i++) {
                sockets.add(new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1")));
            }
            var ports = sockets.stream().map(ServerSocket::getLocalPort).toList();
            for (var socket : sockets) {
                socket.close();
            }
            return new Ports(ports.get(0), ports.get(1), ports.get(2), ports.get(3), ports.get(4));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    Ports withApi(int port) {
        return new Ports(port, simulator, kafka, registry, internal);
    }

    Ports withSimulator(int port) {
        return new Ports(api, port, kafka, registry, internal);
    }

    Ports withKafka(int port) {
        return new Ports(api, simulator, port, registry, internal);
    }

    Ports withRegistry(int port) {
        return new Ports(api, simulator, kafka, port, internal);
    }

    Ports withInternal(int port) {
        return new Ports(api, simulator, kafka, registry, port);
    }

    /** As arguments of the service. */
    List<String> arguments() {
        return List.of(
                "--media.port=" + api,
                "--media.simulator.port=" + simulator,
                "--media.kafka.port=" + kafka,
                "--media.registry.port=" + registry,
                "--media.internal.port=" + internal);
    }

    /** As environment of the service. */
    Map<String, String> environment() {
        return Map.of(
                "MEDIA_PORT", String.valueOf(api),
                "MEDIA_SIMULATOR_PORT", String.valueOf(simulator),
                "MEDIA_KAFKA_PORT", String.valueOf(kafka),
                "MEDIA_REGISTRY_PORT", String.valueOf(registry),
                "MEDIA_INTERNAL_PORT", String.valueOf(internal));
    }

    String apiUrl() {
        return "http://127.0.0.1:" + api;
    }

    String simulatorUrl() {
        return "http://127.0.0.1:" + simulator;
    }

    String internalUrl() {
        return "http://127.0.0.1:" + internal;
    }

    String registryUrl() {
        return "http://127.0.0.1:" + registry;
    }

    String bootstrapServers() {
        return "127.0.0.1:" + kafka;
    }
}
