package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.gateway.cloudflare.WebhookSettings.Accepted;
import video.divine.media.gateway.cloudflare.WebhookSignature.Dialect;
import video.divine.media.gateway.cloudflare.WebhookSignature.Result;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Locale;

class WebhookSignatureTest {
    private static final String SECRET = "85011ed3a913c6ad5f9cf6c5573cc0a7";
    private static final long TIME = 1_230_811_200;
    private static final byte[] BODY =
            ("{\"uid\":\"6b9e68b07dfee8cc2d116e4c51d6a957\",\"readyToStream\":true,\"status\":"
                            + "{\"state\":\"ready\",\"pctComplete\":\"100.000000\","
                            + "\"errorReasonCode\":\"\",\"errorReasonText\":\"\"}}")
                    .getBytes(StandardCharsets.UTF_8);

    /** Made with openssl and with Node, which agree. */
    private static final String SIGNATURE =
            "1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356";

    /** The same with the secret's hex digits decoded, a mistake easily made. */
    private static final String SIGNATURE_OF_DECODED_SECRET =
            "cc8ce2fba57c7aaadc28df644b1f53e3c5187ee84f9c12cb1121756d34446b83";

    private static final String OTHER = "00".repeat(32);
    private static final String HEADER = "time=" + TIME + ",sig1=" + SIGNATURE;

    private static Result verify(String header) {
        return verify(WebhookSettings.of(List.of(SECRET)), header);
    }

    private static Result verify(WebhookSettings settings, String header) {
        return at(TIME, settings).verify(List.of(header), List.of(), BODY);
    }

    private static WebhookSignature at(long now, WebhookSettings settings) {
        return new WebhookSignature(
                settings, settings::secrets, InstantSource.fixed(Instant.ofEpochSecond(now)));
    }

    private static WebhookSettings accepting(Accepted accepted) {
        return new WebhookSettings(
                List.of(SECRET), accepted, WebhookSettings.DEFAULT_MAX_SKEW, false);
    }

    private static WebhookSettings withFallback() {
        return new WebhookSettings(
                List.of(SECRET, "previous"), Accepted.ANY, WebhookSettings.DEFAULT_MAX_SKEW, true);
    }

    @Test
    void theVectorIsValid() {
        assertThat(BODY).hasSize(159);
        assertThat(verify(HEADER)).isEqualTo(new Result.Valid(Dialect.CLOUDFLARE));
    }

    @Test
    void theSecretIsNotDecoded() {
        assertThat(verify("time=" + TIME + ",sig1=" + SIGNATURE_OF_DECODED_SECRET))
                .isInstanceOf(Result.Refused.class);
    }

    @Test
    void anotherBodyOrSecretIsRefused() {
        var changed = BODY.clone();
        changed[10] ^= 1;
        var verifier = at(TIME, WebhookSettings.of(List.of(SECRET)));
        assertThat(verifier.verify(List.of(HEADER), List.of(), changed))
                .isInstanceOf(Result.Refused.class);
        assertThat(verify(WebhookSettings.of(List.of("other")), HEADER))
                .isInstanceOf(Result.Refused.class);
    }

    @Test
    void currentAndPreviousSecretAreActive() {
        assertThat(verify(WebhookSettings.of(List.of("new", SECRET)), HEADER))
                .isInstanceOf(Result.Valid.class);
        assertThat(verify(WebhookSettings.of(List.of(SECRET, "old")), HEADER))
                .isInstanceOf(Result.Valid.class);
    }

    @Test
    void withoutASecretNothingIsValid() {
        assertThat(verify(WebhookSettings.of(List.of()), HEADER))
                .isInstanceOf(Result.Refused.class);
    }

    @ParameterizedTest
    @CsvSource({"0, true", "300, true", "301, false", "-300, true", "-301, false"})
    void fiveMinutesEitherWayAreAccepted(long late, boolean valid) {
        var verifier = at(TIME + late, WebhookSettings.of(List.of(SECRET)));
        var result = verifier.verify(List.of(HEADER), List.of(), BODY);
        assertThat(result instanceof Result.Valid).isEqualTo(valid);
        assertThat(result instanceof Result.Refused).isEqualTo(!valid);
    }

    @ParameterizedTest
    @CsvSource({
        "CLOUDFLARE, time, sig1, CLOUDFLARE",
        "CLOUDFLARE, t, v1,",
        "CLOUDFLARE, time, v1,",
        "SEED, t, v1, SEED",
        "SEED, time, sig1,",
        "SEED, t, sig1,",
        "ANY, time, sig1, CLOUDFLARE",
        "ANY, t, v1, SEED",
        "ANY, TIME, Sig1, CLOUDFLARE",
    })
    void onlyTheConfiguredSpellingIsRead(
            Accepted accepted, String time, String signature, @Nullable Dialect expected) {
        var result =
                verify(accepting(accepted), time + "=" + TIME + "," + signature + "=" + SIGNATURE);
        if (expected == null) {
            assertThat(result).isInstanceOf(Result.Garbled.class);
        } else {
            assertThat(result).isEqualTo(new Result.Valid(expected));
        }
    }

    @Test
    void spacesUpperCaseAndUnknownFieldsDoNoHarm() {
        assertThat(
                        verify(
                                " sig2=x=y , time = "
                                        + TIME
                                        + " ,sig1="
                                        + SIGNATURE.toUpperCase(Locale.ROOT)
                                        + ",v0="))
                .isInstanceOf(Result.Valid.class);
    }

    @Test
    void anyOfSeveralSignaturesMayFit() {
        assertThat(verify("time=" + TIME + ",sig1=" + OTHER + ",sig1=" + SIGNATURE))
                .isInstanceOf(Result.Valid.class);
        assertThat(verify("time=" + TIME + (",sig1=" + OTHER).repeat(7) + ",sig1=" + SIGNATURE))
                .isInstanceOf(Result.Valid.class);
        assertThat(verify("time=" + TIME + (",sig1=" + OTHER).repeat(8) + ",sig1=" + SIGNATURE))
                .isInstanceOf(Result.Garbled.class);
    }

    @Test
    void theSameTimeTwiceIsOneTimeAndTwoTimesAreRefused() {
        assertThat(verify("t=" + TIME + "," + HEADER)).isInstanceOf(Result.Valid.class);
        assertThat(verify("t=" + (TIME + 1) + "," + HEADER)).isInstanceOf(Result.Refused.class);
        assertThat(verify("time=0" + TIME + "," + HEADER)).isInstanceOf(Result.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "nonsense",
                "time=1230811200",
                "sig1=1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
                "time=,sig1=1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
                "time=+1230811200,sig1=1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
                "time=1230811200.0,sig1=1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
                "time=1230811200123456789,sig1=1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
                "time=1230811200,sig1=1f02b32c",
                "time=1230811200,sig1=",
                "time=1230811200,sig1=zz02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
                "time=1230811200;sig1=1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356",
            })
    void whatCannotBeReadIsGarbled(String header) {
        assertThat(verify(header)).isInstanceOf(Result.Garbled.class);
    }

    @Test
    void longHeadersAndTwoHeadersAreGarbled() {
        assertThat(verify(HEADER + ",x=" + "y".repeat(4096))).isInstanceOf(Result.Garbled.class);
        assertThat(
                        at(TIME, WebhookSettings.of(List.of(SECRET)))
                                .verify(List.of(HEADER, HEADER), List.of(), BODY))
                .isInstanceOf(Result.Garbled.class);
    }

    @Test
    void withoutAHeaderNothingVouches() {
        var strict = at(TIME, WebhookSettings.of(List.of(SECRET)));
        assertThat(strict.verify(List.of(), List.of(), BODY)).isEqualTo(new Result.NoHeader());
        assertThat(strict.verify(List.of(), List.of(SECRET), BODY))
                .isEqualTo(new Result.NoHeader());
    }

    @Test
    void theSharedSecretCountsOnlyWhereAllowed() {
        var lenient = at(TIME, withFallback());
        for (var secret : List.of(SECRET, "previous")) {
            assertThat(lenient.verify(List.of(), List.of(secret), BODY))
                    .isEqualTo(new Result.Valid(Dialect.SHARED_SECRET));
        }
        assertThat(lenient.verify(List.of(), List.of("wrong"), BODY))
                .isInstanceOf(Result.Refused.class);
        assertThat(lenient.verify(List.of(), List.of(""), BODY)).isInstanceOf(Result.Refused.class);
        assertThat(lenient.verify(List.of(), List.of(SECRET, SECRET), BODY))
                .isInstanceOf(Result.Garbled.class);
        assertThat(lenient.verify(List.of(), List.of(), BODY)).isEqualTo(new Result.NoHeader());
    }

    @Test
    void aBadSignatureDoesNotFallBackToTheSharedSecret() {
        var lenient = at(TIME, withFallback());
        var wrong = "time=" + TIME + ",sig1=" + OTHER;
        assertThat(lenient.verify(List.of(wrong), List.of(SECRET), BODY))
                .isInstanceOf(Result.Refused.class);
        assertThat(lenient.verify(List.of(""), List.of(SECRET), BODY))
                .isInstanceOf(Result.Garbled.class);
    }

    @Test
    void settingsNeitherPrintSecretsNorTakeBlankOnes() {
        assertThat(WebhookSettings.of(List.of(SECRET)).toString()).doesNotContain(SECRET);
        assertThatThrownBy(() -> WebhookSettings.of(List.of(SECRET, " ")))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(
                        () ->
                                new WebhookSettings(
                                        List.of(SECRET), Accepted.ANY, Duration.ZERO, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
