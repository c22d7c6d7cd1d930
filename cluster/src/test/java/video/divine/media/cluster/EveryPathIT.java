package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import video.divine.media.avro.read.StoreGroup;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.standalone.endtoend.Answer;
import video.divine.media.standalone.endtoend.MediaClient;
import video.divine.media.standalone.endtoend.Publisher;
import video.divine.media.standalone.endtoend.RunningService;
import video.divine.media.standalone.endtoend.SharedService;

import java.time.Duration;
import java.util.HashSet;
import java.util.Set;
import java.util.stream.IntStream;

/**
 * Each gateway with each processor: whichever of them a client happens to talk to, and whichever of
 * them has the video or the publisher, everything works at the first try.
 */
@ExtendWith(SharedService.class)
class EveryPathIT {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int ATTEMPTS = 200;
    private static final long HARDLY_BEHIND = 100;

    private final Cluster cluster;
    private final Processors processors;
    private final Set<String> seen = new HashSet<>();

    EveryPathIT(RunningService service) {
        cluster = (Cluster) service;
        processors = new Processors(cluster);
    }

    /** From which gateway to which processor, for its video and for its publisher. */
    private record Path(int gateway, String video, String publisher) {}

    @Test
    void everyGatewayReachesEveryProcessor() {
        await().atMost(PATIENCE).until(() -> processors.areComplete(HARDLY_BEHIND));
        var nodes = cluster.processors().size();
        var wanted = cluster.gateways().size() * nodes * nodes;
        var walked = new HashSet<Path>();
        for (var attempt = 0; walked.size() < wanted && attempt < ATTEMPTS; attempt++) {
            var gateway = attempt % cluster.gateways().size();
            var publisher = Publisher.anyone();
            var vineId = "path-" + publisher.secretKey().substring(0, 20);
            var client = new MediaClient(cluster.gateways().get(gateway));
            var ticket = client.ticket(publisher, "{\"vineId\":\"%s\"}".formatted(vineId));
            var path =
                    new Path(
                            gateway,
                            owner(StoreGroup.VIDEOS, ticket.text("uid")),
                            owner(StoreGroup.PUBLISHERS, ticket.text("owner")));
            if (walked.add(path)) {
                walk(client, publisher, ticket, vineId);
                System.out.println("    " + path);
            }
        }

        assertThat(walked).as("paths of which some have nobody's video").hasSize(wanted);
        assertThat(seen).as("who answered").isEmpty();
    }

    /** Each gateway awaits what was decided in a partition of its own. */
    @Test
    void eachGatewayHearsOfItsOwnCommands() {
        for (var gateway : cluster.gateways()) {
            assertThat(new MediaClient(gateway).ticket(Publisher.anyone(), "{}").text("uid"))
                    .isNotEmpty();
        }

        assertThat(cluster.topics().readBytes(MediaTopic.OUTCOMES))
                .extracting(ConsumerRecord::partition)
                .contains(
                        IntStream.range(0, cluster.gateways().size())
                                .boxed()
                                .toArray(Integer[]::new));
    }

    private String owner(StoreGroup group, String key) {
        return processors.activeOf(group, processors.partition(group, key)).orElseThrow();
    }

    private void walk(MediaClient client, Publisher publisher, Answer ticket, String vineId) {
        var uid = ticket.text("uid");
        var owner = ticket.text("owner");
        var video = "/v1/videos/" + uid;

        assertThat(good(client.get(video)).text("vineId")).isEqualTo(vineId);
        assertThat(good(client.get("/v1/lookup?vineId=" + vineId)).text("uid")).isEqualTo(uid);
        var url = "https://path.example/" + uid;
        good(client.post(video + "/aliases", "{\"originalUrl\":\"%s\"}".formatted(url), publisher));
        assertThat(good(client.get("/v1/lookup?url=" + url)).text("uid")).isEqualTo(uid);
        assertThat(good(client.get("/v1/users/" + owner + "/quota")).json().path("used").asInt())
                .isEqualTo(1);
        good(client.get(video + "/history", publisher));
        // The listing is a repartition behind.
        await().atMost(PATIENCE)
                .untilAsserted(
                        () ->
                                assertThat(
                                                good(client.get("/v1/users/" + owner + "/videos"))
                                                        .json()
                                                        .at("/videos/0/uid")
                                                        .asString())
                                        .isEqualTo(uid));
        assertThat(client.delete(video, publisher).status()).isEqualTo(202);
        await().atMost(PATIENCE).until(() -> client.get(video).status() == 410);
        assertThat(client.get("/v1/lookup?vineId=" + vineId).status()).isEqualTo(404);
    }

    private Answer good(Answer answer) {
        assertThat(answer.status()).as("%s", answer).isEqualTo(200);
        answer.header("X-Served-By").ifPresent(seen::add);
        return answer;
    }
}
