package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;

/** The state of a video holds its upload link, the subscription its secret, a key itself. */
class SecretsOnDiskTest {
    @TempDir Path directory;

    @Test
    void areReadByTheirOwnerOnly() throws IOException {
        // JUnit's own folder is closed to others, too, and would hide that ours is not.
        Files.setPosixFilePermissions(directory, PosixFilePermissions.fromString("rwxr-xr-x"));
        var data = directory.resolve("data");
        var settings =
                Simulators.settings(data)
                        .withSubscription(URI.create("http://127.0.0.1:9/"), "a secret");
        try (var simulator = Simulators.start(settings)) {
            var ticket = new Client(simulator).directUpload();
            var state = data.resolve("state").resolve(ticket.uid() + ".json");

            assertThat(Files.readString(state))
                    .contains(ticket.uploadUrl().getPath().substring("/upload/".length()));
            assertThat(permissions(state)).isEqualTo("rw-------");
            assertThat(Files.readString(data.resolve("webhook.json"))).contains("a secret");
            assertThat(permissions(data.resolve("webhook.json"))).isEqualTo("rw-------");
            assertThat(permissions(data)).isEqualTo("rwx------");

            new Client(simulator).post("/" + ticket.uid() + "/token", "{}").result();
            assertThat(Files.readString(data.resolve("signing-keys.json"))).contains("privateKey");
            assertThat(permissions(data.resolve("signing-keys.json"))).isEqualTo("rw-------");
        }
    }

    private static String permissions(Path path) throws IOException {
        return PosixFilePermissions.toString(Files.getPosixFilePermissions(path));
    }
}
