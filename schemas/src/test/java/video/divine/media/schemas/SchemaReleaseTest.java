package video.divine.media.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;

import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.schemas.ReleasedSchemas.Verdict;

import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;

/**
 * Holds every contract to all its released versions ({@code src/test/resources/released}).
 *
 * <p>A contract that cannot read one of them fails. One that is new, or differs from the last one
 * and can read them all, is reported and skipped: until it is released it may still change. With
 * {@code -Drelease-schemas} such a contract is written as the next version.
 */
class SchemaReleaseTest {
    private static final Logger log = LoggerFactory.getLogger(SchemaReleaseTest.class);

    private static final ReleasedSchemas RELEASED =
            new ReleasedSchemas(Path.of("src", "test", "resources", "released"));

    static List<Contract> contracts() throws IOException {
        return Contract.all();
    }

    @ParameterizedTest
    @MethodSource("contracts")
    void aContractReadsWhatWasEverReleased(Contract contract) throws IOException {
        switch (RELEASED.verdict(contract)) {
            case Verdict.Released _ -> {}
            case Verdict.Incompatible(var message) -> fail(message);
            case Verdict.Unreleased verdict -> {
                if (System.getProperty("release-schemas") == null) {
                    log.warn("{}", verdict.message());
                    Assumptions.abort(verdict.message());
                }
                RELEASED.release(contract, verdict);
                assertThat(RELEASED.verdict(contract))
                        .isEqualTo(new Verdict.Released(verdict.version()));
            }
        }
    }

    @Test
    void whatWasReleasedIsStillThere() throws IOException {
        var names = contracts().stream().map(Contract::name).toList();

        assertThat(RELEASED.contracts())
                .as("a topic or store that is renamed or dropped needs a migration of its records")
                .isSubsetOf(names);
    }

    @Test
    void everySchemaIsPartOfAContract() throws IOException {
        var parts =
                contracts().stream()
                        .flatMap(contract -> Contract.named(contract.schema()).keySet().stream());

        assertThat(parts)
                .containsAll(
                        Contract.sources().stream().map(schema -> schema.getFullName()).toList());
    }

    @Test
    void theContractsAreTheTopicsValuesAndTheRowsOfStoresAndReads() throws IOException {
        assertThat(contracts().stream().map(Contract::name))
                .containsExactlyElementsOf(
                        Stream.of(
                                        Stream.of(
                                                        "claim-commands",
                                                        "video-commands",
                                                        "outcomes",
                                                        "video-events",
                                                        "videos",
                                                        "video-ready",
                                                        "video-failed",
                                                        "stream-tasks",
                                                        "governor-commands")
                                                .map(topic -> "media." + topic + "-value"),
                                        Stream.of(
                                                        "AliasRow",
                                                        "DecisionRow",
                                                        "GovernorRow",
                                                        "LedgerRow",
                                                        "OwnerRow",
                                                        "ParkedNotice",
                                                        "PublisherCounters",
                                                        "QuotaRow",
                                                        "VideoRow",
                                                        "WatchRow")
                                                .map(row -> "video.divine.media.avro." + row),
                                        Stream.of("media.reads-value"))
                                .flatMap(names -> names)
                                .toList());
    }
}
