package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.StreamSupport;

class ListTest {
    @TempDir static Path directory;
    private static StreamSimulator simulator;
    private static Client client;
    private static final List<Client.Ticket> tickets = new ArrayList<>();

    @BeforeAll
    static void start() {
        simulator = Simulators.start(directory);
        client = new Client(simulator);
        create("alice", "Red Cat");
        create("bob", "red dog");
        create("alice", "Blue Cat");
        client.upload(tickets.get(0), TestVideos.square(2)).result();
        client.upload(tickets.get(1), TestVideos.text());
        client.awaitEnd(tickets.get(0).uid());
    }

    @AfterAll
    static void stop() {
        simulator.close();
    }

    @Test
    void newestComeFirstUnlessAscending() {
        assertThat(uids("")).containsExactly(uid(2), uid(1), uid(0));
        assertThat(uids("?asc=true")).containsExactly(uid(0), uid(1), uid(2));
        assertThat(uids("?limit=1")).containsExactly(uid(2));
    }

    @Test
    void filtersByUidCreatorAndName() {
        assertThat(uids("?id=" + uid(0) + "," + uid(1))).containsExactly(uid(1), uid(0));
        assertThat(uids("?creator=alice")).containsExactly(uid(2), uid(0));
        assertThat(uids("?name=" + uid(0) + "," + encoded("red dog")))
                .containsExactly(uid(1), uid(0));
        assertThat(uids("?video_name=" + encoded("Red Cat"))).containsExactly(uid(0));
        assertThat(uids("?video_name=Red")).isEmpty();
        assertThat(uids("?search=RED")).containsExactly(uid(1), uid(0));
        assertThat(uids("?search=" + encoded("cat red"))).containsExactly(uid(0));
    }

    @Test
    void filtersByStatusAndType() {
        assertThat(uids("?status=ready")).containsExactly(uid(0));
        assertThat(uids("?status=ready,error")).containsExactly(uid(1), uid(0));
        assertThat(uids("?status=pendingupload")).containsExactly(uid(2));
        assertThat(uids("?status=live-inprogress")).isEmpty();
        assertThat(uids("?type=vod")).hasSize(3);
        assertThat(uids("?type=live")).isEmpty();
    }

    @Test
    void filtersByCreationIncludingTheFirstInstantAndExcludingTheLast() {
        var middle = client.video(uid(1)).path("created").asString();

        assertThat(uids("?after=" + middle)).containsExactly(uid(2), uid(1));
        assertThat(uids("?start=" + middle)).containsExactly(uid(2), uid(1));
        assertThat(uids("?before=" + middle)).containsExactly(uid(0));
        assertThat(uids("?end=" + middle)).containsExactly(uid(0));
    }

    @Test
    void countsOnlyWhenAsked() {
        var counted = client.get("?include_counts=true&limit=1&creator=alice");
        var plain = client.get("");

        assertThat(counted.result()).hasSize(1);
        assertThat(counted.body().path("range").asInt()).isEqualTo(1);
        assertThat(counted.body().path("total").asInt()).isEqualTo(2);
        assertThat(plain.body().has("total")).isFalse();
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "name", "status", "creator", "after", "limit", "asc", "type"})
    void aParameterWithoutAValueIsNone(String name) {
        assertThat(uids("?" + name)).hasSize(3);
        assertThat(uids("?" + name + "=")).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "limit=0",
                "limit=1001",
                "limit=x",
                "after=yesterday",
                "status=done",
                "type=all",
                "asc=1"
            })
    void aParameterThatIsNotValidIsRefused(String query) {
        var answer = client.get("?" + query);

        assertThat(answer.status()).isEqualTo(400);
        assertThat(answer.code()).isEqualTo(10005);
    }

    private static void create(String creator, String name) {
        tickets.add(
                client.directUpload(
                        """
                        {"maxDurationSeconds": 60, "creator": "%s", "meta": {"name": "%s"}}
                        """
                                .formatted(creator, name)));
    }

    private static String uid(int index) {
        return tickets.get(index).uid();
    }

    private static List<String> uids(String query) {
        var result = client.get(query).result();
        return StreamSupport.stream(result.spliterator(), false)
                .map((JsonNode video) -> video.path("uid").asString())
                .toList();
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
    }
}
