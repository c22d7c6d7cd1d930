package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import tools.jackson.databind.JsonNode;

/** The account's owner at Stream, and whoever makes Stream misbehave. */
public final class SimulatedStreamClient {
    private static final String TOKEN = "Bearer local";

    private final MediaClient client;
    private final String root;

    public SimulatedStreamClient(MediaClient client, String simulatorUrl) {
        this.client = client;
        this.root = simulatorUrl;
    }

    /** What Stream has of a video; 404 where it has none. */
    Answer video(String uid) {
        return client.fetch(url("/" + uid), "Authorization", TOKEN);
    }

    /** The videos that Stream has under this name; the service names them by command. */
    Answer list(String query) {
        return client.fetch(url("?" + query), "Authorization", TOKEN);
    }

    /** What Stream has of a publisher, tickets included. */
    public JsonNode ofCreator(String pubkey) {
        var answer = list("creator=" + pubkey);
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        return answer.json().path("result");
    }

    /** Somebody else takes the account's only subscription. */
    void subscribe(String notificationUrl) {
        var answer =
                client.send(
                        "PUT",
                        url("/webhook"),
                        "{\"notificationUrl\":\"%s\"}".formatted(notificationUrl),
                        "Authorization",
                        TOKEN,
                        "Content-Type",
                        "application/json");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    void misbehave(String faults) {
        var answer =
                client.send("PUT", root + "/__faults", faults, "Content-Type", "application/json");
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
    }

    void behave() {
        var answer = client.send("DELETE", root + "/__faults", "");
        assertThat(answer.status()).as("%s", answer).isBetween(200, 204);
    }

    private String url(String rest) {
        return root + "/client/v4/accounts/local/stream" + rest;
    }
}
