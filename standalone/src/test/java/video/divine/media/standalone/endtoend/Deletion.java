package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import video.divine.media.avro.Video;
import video.divine.media.avro.VideoDeleted;
import video.divine.media.avro.VideoEvent;
import video.divine.media.schemas.MediaTopic;

import java.time.Duration;

/** Everything that can be seen of a video that its owner deleted, once it had been ready. */
record Deletion(
        MediaClient client, SimulatedStreamClient stream, Topics topics, String uid, String owner) {
    private static final Duration PATIENCE = Duration.ofSeconds(60);

    /** Here, at Stream, in the owner's listing and counters, and once in each topic. */
    void awaitEverywhere() {
        await().atMost(PATIENCE).until(() -> client.get("/v1/videos/" + uid).status() == 410);
        assertThat(client.get("/v1/videos/" + uid).text("status")).isEqualTo("deleted");
        assertThat(stream.video(uid).status()).isEqualTo(404);
        await().atMost(PATIENCE).untilAsserted(this::assertCounted);
        assertToldOnce();
    }

    private void assertCounted() {
        var user = "/v1/users/" + owner;
        assertThat(client.get(user + "/counters").json().path("deleted").asInt()).isEqualTo(1);
        var listed = client.get(user + "/videos").json().path("videos");
        assertThat(listed).noneMatch(video -> video.path("uid").asString().equals(uid));
    }

    /** One {@code VideoDeleted}, and one tombstone with no state behind it. */
    void assertToldOnce() {
        var events =
                topics.read(MediaTopic.VIDEO_EVENTS, VideoEvent.class).stream()
                        .filter(it -> it.key().equals(uid))
                        .map(it -> it.value().getBody())
                        .toList();
        assertThat(events).filteredOn(VideoDeleted.class::isInstance).hasSize(1);
        var states =
                topics.read(MediaTopic.VIDEOS, Video.class).stream()
                        .filter(it -> it.key().equals(uid))
                        .toList();
        assertThat(states).filteredOn(it -> it.value() == null).hasSize(1);
        assertThat(states.getLast().value()).isNull();
    }
}
