package video.divine.media.simulator.webhook;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.nio.charset.StandardCharsets;
import java.time.Instant;

class WebhookSignatureTest {
    /** openssl and node agree on this one. */
    @Test
    void agreesWithTheVector() {
        var body =
                "{\"uid\":\"6b9e68b07dfee8cc2d116e4c51d6a957\",\"readyToStream\":true,"
                        + "\"status\":{\"state\":\"ready\",\"pctComplete\":\"100.000000\","
                        + "\"errorReasonCode\":\"\",\"errorReasonText\":\"\"}}";

        assertThat(body).hasSize(159);
        assertThat(
                        WebhookSignature.header(
                                "85011ed3a913c6ad5f9cf6c5573cc0a7",
                                Instant.ofEpochSecond(1230811200),
                                body.getBytes(StandardCharsets.UTF_8)))
                .isEqualTo(
                        "time=1230811200,sig1="
                                + "1f02b32c015ada5ca9fa91b51b1c2b217d8b8d4d51263fd532e887bc0ac9f356");
    }
}
