package video.divine.media.simulator.tus;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ChunkRulesTest {
    private static final long MIB = 1_048_576;
    private static final ChunkRules RULES = new ChunkRules(TusLimits.defaults());

    @ParameterizedTest
    @CsvSource({
        "5242880, 300000000, 0",
        "52428800, 300000000, 5242880",
        "209715200, 300000000, 0",
        // The last one.
        "1, 300000000, 299999999",
        "300000, 300000, 0",
        "3, 3, 0",
        // Of a file below the smallest chunk.
        "262144, 5000000, 0",
        // All is here.
        "0, 3, 3"
    })
    void theseAreTaken(long size, long length, long offset) {
        assertThat(RULES.refusal(size, new Progress(length, offset))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "5242879, 300000000, 0, a multiple of 256KiB",
        "5000000, 300000000, 0, a multiple of 256KiB",
        "0, 300000000, 0, a multiple of 256KiB",
        "1, 5000000, 0, a multiple of 256KiB",
        "4980736, 300000000, 0, at least 5242880 bytes",
        "209977344, 300000000, 0, at most 209715200 bytes",
        "209715201, 209715201, 0, at most 209715200 bytes",
        "5242880, 5242879, 0, beyond Upload-Length",
        "1, 3, 3, beyond Upload-Length"
    })
    void theseAreNot(long size, long length, long offset, String rule) {
        assertThat(RULES.refusal(size, new Progress(length, offset)))
                .hasValueSatisfying(refusal -> assertThat(refusal.message()).contains(rule));
    }

    @Test
    void fiveMillionBytesAreNoFiveMebibytes() {
        assertThat(RULES.refusal(5 * MIB, new Progress(30 * MIB, 0))).isEmpty();
        assertThat(RULES.refusal(5_000_000, new Progress(30 * MIB, 0))).isPresent();
    }

    /** Whatever was kept, the rest can come in chunks that are taken, and nothing is made up. */
    @Property
    void anUploadThatBreaksOffCanGoOn(
            @ForAll @LongRange(min = 1, max = 100_000_000) long length,
            @ForAll @LongRange(min = 0, max = 100_000_000) long received) {
        var before = new Progress(length, 0);

        var kept = RULES.kept(received, before);

        var after = before.plus(kept);
        assertThat(kept).isBetween(0L, Math.min(received, length));
        assertThat(after.isComplete() || kept % 262_144 == 0).isTrue();
        var next = Math.min(after.remaining(), 5 * MIB);
        assertThat(RULES.refusal(next, after)).isEmpty();
    }
}
