package video.divine.media.schemas.read;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.schemas.read.ServedBy.Standby;

import java.time.Duration;

class ServedByTest {
    @ParameterizedTest
    @ValueSource(
            strings = {"active", "standby; lag=0", "standby; lag=1000", "standby; lag=7; age=34"})
    void aHeaderIsReadAsItWasWritten(String header) {
        assertThat(ServedBy.parse(header).map(ServedBy::header)).contains(header);
    }

    @Test
    void theAgeOfAYoungMeasurementIsNotWorthAWord() {
        assertThat(new Standby(3, Duration.ofMillis(1_999)).header()).isEqualTo("standby; lag=3");
        assertThat(new Standby(3, Duration.ofSeconds(2)).header())
                .isEqualTo("standby; lag=3; age=2");
    }

    /** Above all, nothing of it is taken for an active. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "Active",
                "active; lag=1",
                "standby",
                "standby; lag=-1",
                "standby;lag=1"
            })
    void anythingElseIsNobody(String header) {
        assertThat(ServedBy.parse(header)).isEmpty();
    }

    @Test
    void ofTwoStandbysTheWorseOfEachCounts() {
        var near = new Standby(2, Duration.ofSeconds(9));
        var far = new Standby(7, Duration.ZERO);

        assertThat(near.worse(far)).isEqualTo(new Standby(7, Duration.ofSeconds(9)));
        assertThat(far.worse(near)).isEqualTo(near.worse(far));
    }

    @Test
    void aNegativeLagIsASlip() {
        assertThatIllegalArgumentException().isThrownBy(() -> new Standby(-1, Duration.ZERO));
    }

    @Test
    void everyReasonHasAWord() {
        for (var reason : Refused.values()) {
            assertThat(Refused.of(reason.word())).contains(reason);
        }
        assertThat(Refused.of("of_a_newer_processor")).isEmpty();
    }
}
