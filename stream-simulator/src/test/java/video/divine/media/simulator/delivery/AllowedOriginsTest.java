package video.divine.media.simulator.delivery;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import java.util.List;
import java.util.Optional;

class AllowedOriginsTest {
    @ParameterizedTest
    @CsvSource({
        "example.com, https://example.com, true",
        "example.com, http://EXAMPLE.com, true",
        "Example.com, https://example.com:443, true",
        "example.com, https://www.example.com, false",
        "example.com, https://example.com:8443, false",
        "example.com, https://notexample.com, false",
        "*.example.com, https://a.example.com, true",
        "*.example.com, https://a.b.example.com, true",
        "*.example.com, https://example.com, false",
        "*.example.com, https://notexample.com, false",
        "localhost, http://localhost, true",
        "localhost, http://localhost:80, true",
        "localhost, http://localhost:5173, false",
        "localhost:5173, http://localhost:5173, true",
        "localhost:5173, http://localhost, false",
        "127.0.0.1:80, http://127.0.0.1, true",
        "[::1]:5173, http://[::1]:5173, true",
        "https://example.com, https://example.com, false",
        "example.com/path, https://example.com, false",
        "example.com, null, false",
        "example.com, example.com, false",
        "example.com, '::', false"
    })
    void anEntryIsAHostWithItsPort(String entry, String origin, boolean admitted) {
        var origins = new AllowedOrigins(List.of("other.example", entry));

        assertThat(origins.admit(Optional.of(origin), Optional.empty())).isEqualTo(admitted);
        assertThat(origins.admit(Optional.empty(), Optional.of(origin + "/page?q")))
                .isEqualTo(admitted && !origin.equals("null"));
    }

    @Test
    void theOriginGoesBeforeTheReferer() {
        var origins = new AllowedOrigins(List.of("example.com"));
        var good = Optional.of("https://example.com");
        var bad = Optional.of("https://other.example");

        assertThat(origins.admit(good, bad)).isTrue();
        assertThat(origins.admit(bad, good)).isFalse();
    }

    @Test
    void whoTellsNoSiteIsLetInOnlyWhereAllAre() {
        assertThat(
                        new AllowedOrigins(List.of("example.com"))
                                .admit(Optional.empty(), Optional.empty()))
                .isFalse();
        assertThat(new AllowedOrigins(List.of()).admit(Optional.empty(), Optional.empty()))
                .isTrue();
        assertThat(new AllowedOrigins(List.of()).admit(Optional.of("null"), Optional.empty()))
                .isTrue();
    }
}
