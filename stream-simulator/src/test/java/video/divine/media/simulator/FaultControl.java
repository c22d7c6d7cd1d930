package video.divine.media.simulator;

import java.net.URI;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;

/** Sets the faults of a running simulator, as a test or somebody with curl would. */
final class FaultControl {
    private final Client client;
    private final URI uri;

    FaultControl(StreamSimulator simulator) {
        this.client = new Client(simulator);
        this.uri = URI.create(simulator.baseUri() + "/__faults");
    }

    Client.Answer put(String document) {
        return client.send(HttpRequest.newBuilder(uri).PUT(BodyPublishers.ofString(document)));
    }

    Client.Answer get() {
        return client.send(HttpRequest.newBuilder(uri));
    }

    Client.Answer clear() {
        return client.send(HttpRequest.newBuilder(uri).DELETE());
    }

    URI uri() {
        return uri;
    }
}
