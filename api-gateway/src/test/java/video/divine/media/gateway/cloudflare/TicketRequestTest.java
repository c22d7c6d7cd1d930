package video.divine.media.gateway.cloudflare;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.time.Instant;
import java.util.Map;

class TicketRequestTest {
    static final Instant EXPIRY = Instant.EPOCH;

    @Test
    void theNameIsAlwaysTheCommandId() {
        var request = new TicketRequest("cmd", "p", Map.of("name", "mine"), EXPIRY, 60, false);

        assertThat(request.meta()).isEqualTo(Map.of("name", "cmd"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "a b", "a&b", "ä"})
    void aCommandIdMustBeSafeInAQuery(String id) {
        assertThatThrownBy(() -> new TicketRequest(id, "p", Map.of(), EXPIRY, 60, false))
                .isInstanceOf(IllegalArgumentException.class);
    }

    @Test
    void streamsLimitsAreKept() {
        assertThatThrownBy(
                        () -> new TicketRequest("c", "p".repeat(65), Map.of(), EXPIRY, 60, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketRequest("c", "p", Map.of(), EXPIRY, 36_001, false))
                .isInstanceOf(IllegalArgumentException.class);
        assertThatThrownBy(() -> new TicketRequest("c", "p", Map.of(), EXPIRY, 0, false))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
