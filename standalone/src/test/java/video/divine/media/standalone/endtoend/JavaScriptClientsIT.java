package video.divine.media.standalone.endtoend;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.schemas.MediaTopic;

/** Nostr and Kafka clients that others wrote, as npm has them, with the settings they come with. */
@ExtendWith({NeedsNode.class, SharedService.class})
class JavaScriptClientsIT {
    private final RunningService service;

    JavaScriptClientsIT(RunningService service) {
        this.service = service;
    }

    @BeforeAll
    static void installs() {
        Node.install();
    }

    /** The script takes the video through the API; the topics must then tell the same. */
    @ParameterizedTest
    @ValueSource(strings = {"nostr-tools", "nostrify"})
    void whatAClientPublishesIsDecodedDownstream(String client) {
        var published = Node.run("publish.js", client, service.apiUrl(), Clips.brief().toString());
        var uid = published.path("uid").asString();
        var video = service.client().get("/v1/videos/" + uid);
        assertThat(video.text("owner")).isEqualTo(published.path("pubkey").asString());

        var topics = service.topics();
        var records = Node.run("consume.js", topics.bootstrapServers(), topics.registryUrl(), uid);

        var announced = records.path(MediaTopic.VIDEO_READY.topic());
        assertThat(announced.size()).as("%s", records).isEqualTo(1);
        var ready = announced.path(0);
        assertThat(ready.path("uid").asString()).isEqualTo(uid);
        assertThat(ready.path("owner").asString()).isEqualTo(video.text("owner"));
        assertThat(ready.path("vineId").asString()).isEqualTo(video.text("vineId"));
        assertThat(ready.path("hls").asString()).isEqualTo(video.text("hlsUrl"));
        assertThat(ready.path("thumbnail").asString()).isEqualTo(video.text("thumbnailUrl"));
        assertThat(ready.path("duration").asDouble())
                .isEqualTo(video.json().path("duration").asDouble());

        var versions = records.path(MediaTopic.VIDEOS.topic());
        assertThat(versions.isEmpty()).as("%s", records).isFalse();
        var latest = versions.path(versions.size() - 1);
        assertThat(latest.path("status").asString()).isEqualTo("READY");
        assertThat(latest.path("owner").asString()).isEqualTo(video.text("owner"));
        assertThat(latest.path("hls").asString()).isEqualTo(video.text("hlsUrl"));
        assertThat(latest.path("originalUrl").asString()).isEqualTo(video.text("originalUrl"));
        assertThat(latest.at("/meta/title").asString())
                .isEqualTo(video.json().at("/meta/title").asString());
    }
}
