package video.divine.media.standalone.metrics;

import static org.assertj.core.api.Assertions.assertThat;

import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** A service that has been asked for a little of everything, and what it shows of that. */
public final class Watched {
    /** No id of a video or a key, and nobody's address. */
    private static final Pattern OF_SOMEBODY =
            Pattern.compile(".*([0-9a-fA-F]{32}|\\d+\\.\\d+\\.\\d+\\.\\d+|npub1|\\?).*");

    private final MediaClient client;
    private final List<String> named = new ArrayList<>();

    public Watched(MediaClient client) {
        this.client = client;
    }

    /** An upload, a refused one, reads, a webhook of a stranger. */
    public void use() {
        var publisher = Publisher.anyone();
        var vineId = "watched-" + publisher.secretKey().substring(0, 20);
        var body = "{\"vineId\":\"%s\"}".formatted(vineId);
        var ticket = client.ticket(publisher, body);
        var uid = ticket.text("uid");
        named.addAll(List.of(vineId, uid, ticket.text("owner")));
        assertThat(client.post("/v1/videos", body, Publisher.anyone()).status()).isEqualTo(409);
        assertThat(client.get("/v1/videos/" + uid).status()).isEqualTo(200);
        assertThat(client.get("/v1/lookup?vineId=" + vineId).status()).isEqualTo(200);
        assertThat(client.get("/v1/users/" + ticket.text("owner") + "/videos").status())
                .isEqualTo(200);
        assertThat(client.get("/" + vineId).status()).isEqualTo(404);
        assertThat(client.post("/v1/stream/webhook", "{}").status()).isEqualTo(400);
        assertThat(client.delete("/v1/videos/" + uid, publisher).status()).isEqualTo(202);
    }

    /** Fails unless the series are few, explained, and of nobody. */
    public void check(String who, Exposition shown, int most) {
        System.out.printf("%s shows %d series%n", who, shown.count());
        assertThat(shown.count()).as("series of " + who).isLessThan(most);
        assertThat(shown.labelValues())
                .as("labels of " + who)
                .noneMatch(it -> OF_SOMEBODY.matcher(it).matches())
                .noneMatch(it -> named.stream().anyMatch(it::contains));
        assertThat(
                        shown.types().keySet().stream()
                                .filter(it -> it.startsWith("media_") || it.startsWith("http_")))
                .isNotEmpty()
                .allSatisfy(it -> assertThat(shown.helps()).containsKey(it));
    }

    /** Names of metrics that the complaints are about. */
    static Set<String> metrics(List<Query.Complaint> complaints) {
        return complaints.stream().map(Query.Complaint::metric).collect(Collectors.toSet());
    }
}
