package video.divine.media.simulator.upload;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Path;

class ArrivalTest {
    @TempDir Path folder;

    @Test
    void anUploadGivenUpBeforeItsFileIsOpenHasNone() throws IOException {
        var arrival = new Arrival(folder);

        arrival.discard();

        assertThat(arrival.open()).isEmpty();
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void anUploadGivenUpLaterLosesItsFile() throws IOException {
        var arrival = new Arrival(folder);
        var incoming = arrival.open().orElseThrow();

        arrival.discard();

        assertThat(incoming.channel().isOpen()).isFalse();
        assertThat(folder).isEmptyDirectory();
    }
}
