package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.gateway.cloudflare.StreamVideo.Playback;

import java.net.URI;
import java.util.Optional;

class DeliveryUrlsTest {
    static final StreamVideo NAMED = StreamVideoTest.parsed(StreamVideoTest.READY);
    static final StreamVideo BARE = StreamVideoTest.parsed("{\"uid\":\"u1\"}");
    static final StreamSettings SETTINGS = StreamSettings.of(StreamSettings.CLOUDFLARE, "a", "t");

    @Test
    void withoutABaseStreamsOwnUrlsAreUsed() {
        assertThat(DeliveryUrls.of(SETTINGS).of(NAMED)).isEqualTo(NAMED.playback());
    }

    @Test
    void withoutABaseAndPlaybackThereAreNone() {
        assertThat(DeliveryUrls.of(SETTINGS).of(BARE))
                .isEqualTo(new Playback(Optional.empty(), Optional.empty(), Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"https://cdn.divine.video", "https://cdn.divine.video/"})
    void aBaseReplacesAndSupplies(String base) {
        var urls = new DeliveryUrls(Optional.of(URI.create(base)));

        assertThat(urls.of(BARE))
                .isEqualTo(
                        new Playback(
                                Optional.of("https://cdn.divine.video/u1/manifest/video.m3u8"),
                                Optional.of("https://cdn.divine.video/u1/manifest/video.mpd"),
                                Optional.of(
                                        "https://cdn.divine.video/u1/thumbnails/thumbnail.jpg")));
        assertThat(urls.of(NAMED).hls())
                .contains(
                        "https://cdn.divine.video/" + StreamVideoTest.UID + "/manifest/video.m3u8");
    }

    @Test
    void aBaseMayHaveAPath() {
        var settings = SETTINGS.withDeliveryBaseUrl(URI.create("http://127.0.0.1:8090/play/"));

        assertThat(DeliveryUrls.of(settings).of(BARE).dash())
                .contains("http://127.0.0.1:8090/play/u1/manifest/video.mpd");
    }
}
