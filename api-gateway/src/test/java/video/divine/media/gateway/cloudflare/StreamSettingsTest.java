package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.gateway.cloudflare.StreamSettings.Budget;
import video.divine.media.gateway.cloudflare.StreamSettings.Calls;
import video.divine.media.gateway.cloudflare.StreamSettings.Uploads;

import java.net.URI;
import java.time.Duration;

class StreamSettingsTest {
    static final StreamSettings GOOD =
            StreamSettings.of(StreamSettings.CLOUDFLARE, "account", "very-secret");

    @Test
    void defaultsAreThoseOfTheDesign() {
        assertThat(GOOD.uploads()).isEqualTo(new Uploads(60, Duration.ofMinutes(30)));
        assertThat(GOOD.budget()).isEqualTo(new Budget(1_100));
        assertThat(GOOD.deliveryBaseUrl()).isEmpty();
    }

    @Test
    void theTokenIsNotShown() {
        assertThat(GOOD.toString()).doesNotContain("very-secret").contains("account=account");
    }

    @Test
    void aTrailingSlashIsDropped() {
        assertThat(
                        StreamSettings.of(URI.create("http://localhost:8090/client/v4/"), "a", "t")
                                .baseUrl())
                .isEqualTo(URI.create("http://localhost:8090/client/v4"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "ftp://host/x",
                "host",
                "https:///x",
                "https://me:pass@host/x",
                "https://h/?q=1",
                "https://h/#f",
                "mailto:a@b"
            })
    void aUrlThatIsNoRootIsRefusedAndNotRepeated(String url) {
        assertThatThrownBy(() -> StreamSettings.of(URI.create(url), "a", "t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected Stream's baseUrl")
                .hasMessageNotContaining("pass");
        assertThatThrownBy(() -> GOOD.withDeliveryBaseUrl(URI.create(url)))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected Stream's deliveryBaseUrl");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a/b", "a b", "012345678901234567890123456789012"})
    void aBadAccountIsRefused(String account) {
        assertThatThrownBy(() -> StreamSettings.of(StreamSettings.CLOUDFLARE, account, "t"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a Stream account");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "tok en", "token\n", "tökén"})
    void aBadTokenIsRefusedAndNotRepeated(String token) {
        assertThatThrownBy(() -> StreamSettings.of(StreamSettings.CLOUDFLARE, "a", token))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected a Stream token")
                .hasMessageNotContainingAny("tok ", "tök");
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT2M", "PT2M59S", "PT6H1S"})
    void anExpiryStreamRefusesIsRefusedHere(Duration expiry) {
        assertThatThrownBy(() -> new Uploads(60, expiry))
                .hasMessage(
                        "Expected Stream's uploadExpiry from PT3M to PT6H, but it is " + expiry);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT3M", "PT6H"})
    void theLimitsOfAnExpiryAreAllowed(Duration expiry) {
        assertThat(new Uploads(60, expiry).expiry()).isEqualTo(expiry);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, -1, 36_001})
    void anImpossibleDurationIsRefused(int seconds) {
        assertThatThrownBy(() -> new Uploads(seconds, Duration.ofMinutes(30)))
                .hasMessageStartingWith("Expected Stream's maxDurationSeconds from 1 to 36000");
    }

    @Test
    void aBudgetWithoutACallIsRefused() {
        assertThatThrownBy(() -> new Budget(0))
                .hasMessage(
                        "Expected Stream's budgetPerFiveMinutes from 1 to 1000000, but it is 0");
    }

    @Test
    void connectingMustNotOutlastTheCall() {
        var second = Duration.ofSeconds(1);

        assertThatThrownBy(() -> new Calls(second.multipliedBy(2), second, 3, second, 32, second))
                .hasMessage(
                        "Expected Stream's connectTimeout from PT0.01S to PT1S, but it is PT2S");
    }
}
