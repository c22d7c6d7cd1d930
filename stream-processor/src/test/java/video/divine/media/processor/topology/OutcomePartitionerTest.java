package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.ReplyTo;

import java.util.Set;

class OutcomePartitionerTest {
    @ParameterizedTest(name = "a gateway on {0} of {1} partitions is answered on {2}")
    @CsvSource({"0, 8, 0", "5, 8, 5", "7, 8, 7", "0, 1, 0", "9, 8, 1", "8, 2, 0"})
    void theGatewaySaysWhereItListens(int asked, int partitions, int answered) {
        var outcome =
                new Outcome(
                        new ReplyTo(asked, "gateway-1", "send-1"),
                        Sample.id(1),
                        false,
                        new Outcome.Cancelled());

        assertThat(
                        new OutcomePartitioner()
                                .partitions("media.outcomes", "any key", outcome, partitions))
                .contains(Set.of(answered));
    }
}
