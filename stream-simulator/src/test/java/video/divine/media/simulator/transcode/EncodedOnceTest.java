package video.divine.media.simulator.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class EncodedOnceTest {
    private static final Probe.Playable PLAYABLE = new Probe.Playable(0, 2, 2, 1, 30);

    @TempDir Path directory;

    @Test
    void whatIsNoVideoTakesNoPlace() throws IOException {
        var once = EncodedOnce.in(directory);
        once.keep("a video", PLAYABLE);

        for (var file = 0; file < 100; file++) {
            assertThat(once.probe("no video " + file)).isEmpty();
        }
        once.keep("another", PLAYABLE);

        assertThat(once.probe("a video")).contains(PLAYABLE);
    }

    @Test
    void onlyTheLatestAreKept() throws IOException {
        var once = EncodedOnce.in(directory);

        for (var video = 0; video < 100; video++) {
            once.keep("video " + video, PLAYABLE);
        }

        assertThat(once.probe("video 0")).isEmpty();
        assertThat(once.probe("video 99")).contains(PLAYABLE);
    }
}
