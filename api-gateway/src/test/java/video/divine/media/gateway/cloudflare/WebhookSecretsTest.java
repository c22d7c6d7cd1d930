package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import video.divine.media.gateway.FakeClock;
import video.divine.media.gateway.cloudflare.WebhookSignature.Result;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.HexFormat;
import java.util.List;

import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;

/** Which secrets are good when. */
class WebhookSecretsTest {
    private static final Duration GRACE = Duration.ofHours(1);

    final FakeClock clock = new FakeClock();
    final WebhookSecrets secrets = new WebhookSecrets(List.of("new", "old"), GRACE, clock);

    @Test
    void thoseThatAreConfiguredAreGoodFromTheStart() {
        assertThat(secrets.get()).containsExactly("new", "old");
    }

    @Test
    void theOneThatIsLearnedIsGoodBesideThem() {
        secrets.learn("told");

        assertThat(secrets.get()).containsExactly("told", "new", "old");
    }

    @Test
    void oneThatIsConfiguredAndLearnedCountsOnceAndStays() {
        secrets.learn("old");
        secrets.learn("told");
        clock.advance(GRACE);

        assertThat(secrets.get()).containsExactly("told", "new", "old");
    }

    @Test
    void thePreviousOneIsGoodForTheGracePeriodFromTheChangeOn() {
        secrets.learn("first");
        clock.advance(Duration.ofDays(1));
        secrets.learn("second");

        assertThat(secrets.get()).containsExactly("second", "new", "old", "first");
        clock.advance(GRACE.minusMillis(1));
        secrets.learn("second");
        assertThat(secrets.get()).contains("first");
        clock.advance(Duration.ofMillis(1));
        assertThat(secrets.get()).containsExactly("second", "new", "old");
    }

    @Test
    void oneThatComesBackIsThePresentOne() {
        secrets.learn("first");
        secrets.learn("second");
        secrets.learn("first");
        clock.advance(GRACE);

        assertThat(secrets.get()).containsExactly("first", "new", "old");
    }

    @Test
    void aPlaceThatIsFoughtForDoesNotFillTheMemory() {
        for (int i = 0; i < 100; i++) {
            secrets.learn("secret" + i);
        }

        assertThat(secrets.get())
                .containsExactly(
                        "secret99", "new", "old", "secret98", "secret97", "secret96", "secret95");
    }

    @Test
    void noTextShowsOne() {
        secrets.learn("first");
        secrets.learn("second");

        assertThat(secrets.toString()).doesNotContain("new", "old", "first", "second");
    }

    @Test
    void aSignatureIsHeldAgainstThoseThatAreGoodNow() throws Exception {
        var signature = new WebhookSignature(WebhookSettings.of(List.of("new")), secrets, clock);

        assertThat(verified(signature, "told")).isInstanceOf(Result.Refused.class);
        secrets.learn("told");
        assertThat(verified(signature, "told")).isInstanceOf(Result.Valid.class);
        secrets.learn("another");
        assertThat(verified(signature, "told")).isInstanceOf(Result.Valid.class);
        clock.advance(GRACE);
        assertThat(verified(signature, "told")).isInstanceOf(Result.Refused.class);
        assertThat(verified(signature, "another")).isInstanceOf(Result.Valid.class);
        assertThat(verified(signature, "new")).isInstanceOf(Result.Valid.class);
    }

    private Result verified(WebhookSignature signature, String secret) throws Exception {
        var time = clock.instant().getEpochSecond();
        var mac = Mac.getInstance("HmacSHA256");
        mac.init(new SecretKeySpec(secret.getBytes(StandardCharsets.UTF_8), "HmacSHA256"));
        var hex =
                HexFormat.of()
                        .formatHex(mac.doFinal((time + ".{}").getBytes(StandardCharsets.UTF_8)));
        return signature.verify(
                List.of("time=" + time + ",sig1=" + hex),
                List.of(),
                "{}".getBytes(StandardCharsets.UTF_8));
    }
}
