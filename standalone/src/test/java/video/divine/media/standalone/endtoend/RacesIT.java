package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import static java.util.Map.entry;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;

import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;

/** Many at the same time, where the service's first version lost count. */
@ExtendWith(SharedService.class)
class RacesIT {
    private static final int LIMIT = 30;

    private final RunningService service;
    private final MediaClient client;

    RacesIT(RunningService service) {
        this.service = service;
        client = service.client();
    }

    @Test
    void theQuotaIsExact() throws Exception {
        ClockHour.awaitEnough();
        var publisher = Publisher.anyone();

        var answers =
                together(
                        200,
                        i -> {
                            var body = "{\"vineId\":\"quota-%s-%d\"}".formatted(tag(publisher), i);
                            return () -> client.postUntilAnswered("/v1/videos", body, publisher);
                        });

        assertThat(byStatus(answers)).containsOnly(entry(201, 30L), entry(429, 170L));
        var granted = answers.stream().filter(it -> it.status() == 201).toList();
        assertThat(granted.stream().map(it -> it.text("uid")).distinct()).hasSize(LIMIT);
        assertThat(answers.stream().filter(it -> it.status() == 429))
                .allSatisfy(it -> assertThat(it.header("Retry-After")).isPresent());
        var quota = client.get("/v1/users/" + granted.getFirst().text("owner") + "/quota");
        assertThat(quota.json().path("used").asInt()).as("%s", quota).isEqualTo(LIMIT);
        assertThat(streamVideosOf(granted.getFirst().text("owner"))).isEqualTo(LIMIT);
    }

    @Test
    void oneHashHasOneOwner() {
        var first = Publisher.anyone();
        var body = "{\"sha256\":\"%s\"}".formatted(first.secretKey());

        var answers =
                together(
                        100,
                        _ ->
                                () ->
                                        client.postUntilAnswered(
                                                "/v1/videos", body, Publisher.anyone()));

        assertThat(byStatus(answers)).containsOnly(entry(201, 1L), entry(409, 99L));
        var winner = answers.stream().filter(it -> it.status() == 201).findFirst().orElseThrow();
        assertThat(answers.stream().filter(it -> it.status() == 409))
                .allSatisfy(
                        it -> {
                            assertThat(it.text("error")).isEqualTo("conflict");
                            assertThat(it.json().at("/fields/0").asString()).isEqualTo("sha256");
                        });
        assertThat(client.get("/v1/lookup?sha256=" + first.secretKey()).text("uid"))
                .isEqualTo(winner.text("uid"));
    }

    @Test
    void oneRequestSentOftenIsOneUpload() {
        ClockHour.awaitEnough();
        var publisher = Publisher.anyone();
        var body = "{\"vineId\":\"often-%s\"}".formatted(tag(publisher));
        var token = publisher.authorization("POST", client.url("/v1/videos"), body);

        var answers =
                together(
                        20,
                        _ ->
                                () ->
                                        client.postUntilAnswered(
                                                "/v1/videos", body, "Authorization", token));

        assertThat(byStatus(answers)).containsOnly(entry(201, 20L));
        assertThat(answers.stream().map(it -> it.text("uid")).distinct()).hasSize(1);
        assertThat(answers.stream().map(it -> it.text("uploadURL")).distinct()).hasSize(1);
        assertThat(streamVideosOf(answers.getFirst().text("owner"))).isEqualTo(1);
        assertThat(
                        client.get("/v1/users/" + answers.getFirst().text("owner") + "/quota")
                                .json()
                                .path("used")
                                .asInt())
                .isEqualTo(1);
    }

    @Test
    void oneIdempotencyKeySentOftenWithFreshTokensIsOneUpload() {
        var publisher = Publisher.anyone();
        var body = "{\"vineId\":\"key-%s\"}".formatted(tag(publisher));

        var answers =
                together(
                        20,
                        _ ->
                                () ->
                                        client.postUntilAnswered(
                                                "/v1/videos",
                                                body,
                                                "Authorization",
                                                publisher.authorization(
                                                        "POST", client.url("/v1/videos"), body),
                                                "Idempotency-Key",
                                                "once"));

        assertThat(byStatus(answers)).containsOnly(entry(201, 20L));
        assertThat(answers.stream().map(it -> it.text("uid")).distinct()).hasSize(1);
        assertThat(streamVideosOf(answers.getFirst().text("owner"))).isEqualTo(1);
    }

    @Test
    void oneAliasIsAttachedToOneOfManyVideos() {
        var publishers = Stream.generate(Publisher::anyone).limit(10).toList();
        var uids = publishers.stream().map(it -> client.ticket(it, "{}").text("uid")).toList();
        var body = "{\"vineId\":\"attach-%s\"}".formatted(tag(publishers.getFirst()));

        var answers =
                together(
                        10,
                        i ->
                                () ->
                                        client.postUntilAnswered(
                                                "/v1/videos/" + uids.get(i) + "/aliases",
                                                body,
                                                publishers.get(i)));

        assertThat(byStatus(answers)).containsOnly(entry(200, 1L), entry(409, 9L));
    }

    /** How many videos Stream has of this publisher. */
    private long streamVideosOf(String pubkey) {
        var list =
                client.fetch(
                        service.simulatorUrl()
                                + "/client/v4/accounts/local/stream?creator="
                                + pubkey,
                        "Authorization",
                        "Bearer local");
        assertThat(list.status()).as("%s", list).isEqualTo(200);
        return list.json().path("result").size();
    }

    private static List<Answer> together(int count, Function<Integer, Callable<Answer>> call) {
        return MediaClient.atOnce(IntStream.range(0, count).mapToObj(call::apply).toList());
    }

    private static Map<Integer, Long> byStatus(List<Answer> answers) {
        return answers.stream()
                .collect(Collectors.groupingBy(Answer::status, Collectors.counting()));
    }

    private static String tag(Publisher publisher) {
        return publisher.secretKey().substring(0, 20);
    }
}
