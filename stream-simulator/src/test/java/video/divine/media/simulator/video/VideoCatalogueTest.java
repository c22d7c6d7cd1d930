package video.divine.media.simulator.video;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.Optional;

class VideoCatalogueTest {
    @TempDir Path directory;
    private VideoCatalogue catalogue;

    @BeforeEach
    void load() throws IOException {
        catalogue = VideoCatalogue.load(VideoFiles.open(directory), () -> Instant.EPOCH);
    }

    @Test
    void videosAreNumberedInTheOrderTheyAreMade() {
        assertThat(catalogue.latestOrdinal()).isZero();

        assertThat(added("a")).isEqualTo(1);
        assertThat(added("b")).isEqualTo(2);
        assertThat(catalogue.latestOrdinal()).isEqualTo(2);
    }

    @Test
    void aChangeKeepsTheNumber() {
        added("a");
        added("b");

        catalogue.change("a", video -> Optional.of(video.withStatus(new VideoStatus.Queued())));

        assertThat(catalogue.find("a").orElseThrow().ordinal()).isEqualTo(1);
    }

    @Test
    void noNumberIsGivenTwiceWhateverIsDeleted() throws IOException {
        added("a");
        added("b");
        catalogue.remove("b");
        load();
        assertThat(added("c")).isEqualTo(3);
        added("d");
        load();
        catalogue.remove("a");
        catalogue.remove("c");
        assertThat(added("e")).isEqualTo(5);
        catalogue.remove("d");
        catalogue.remove("e");
        load();

        assertThat(added("f")).isEqualTo(6);
    }

    private long added(String uid) {
        catalogue.add(
                Video.uploaded(
                        uid,
                        Instant.EPOCH,
                        VideoOptions.of(Optional.empty()),
                        Source.unreadable(1)));
        return catalogue.find(uid).orElseThrow().ordinal();
    }
}
