package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.net.URI;
import java.nio.file.Path;
import java.time.Duration;

/** Where the simulator's webhooks go. */
class StandalonePropertiesTest {
    @ParameterizedTest
    @CsvSource({
        "127.0.0.1, http://127.0.0.1:8080",
        "0.0.0.0, http://127.0.0.1:8080",
        "::, http://127.0.0.1:8080",
        "192.0.2.7, http://192.0.2.7:8080",
        "2001:db8::7, http://[2001:db8:0:0:0:0:0:7]:8080"
    })
    void theGatewayIsReachedWhereItListens(String host, URI reached) {
        assertThat(listeningOn(host).gateway()).isEqualTo(reached);
    }

    @Test
    void aHostThatIsNoneIsRefused() {
        assertThatThrownBy(() -> listeningOn("no host").gateway())
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("Expected a name or address of this machine");
    }

    private static StandaloneProperties listeningOn(String host) {
        return new StandaloneProperties(
                host,
                8080,
                Path.of("data"),
                2,
                2,
                Duration.ofMillis(5),
                Duration.ofMinutes(10),
                new StandaloneProperties.Kafka(9092),
                new StandaloneProperties.Registry(8085),
                new StandaloneProperties.Simulator(true, 8090, 1_200, 1_000, false),
                new StandaloneProperties.Test(null));
    }
}
