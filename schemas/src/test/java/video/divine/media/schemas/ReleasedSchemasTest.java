package video.divine.media.schemas;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.schemas.ReleasedSchemas.Verdict;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/** The guard of the contracts, seen refusing. */
class ReleasedSchemasTest {
    private static final String NAME = "a.topic-value";
    private static final String NUMBER = "{\"name\": \"n\", \"type\": \"int\"}";
    private static final String TEXT_WITH_DEFAULT =
            "{\"name\": \"n\", \"type\": \"string\", \"default\": \"\"}";

    @TempDir Path folder;
    private ReleasedSchemas released;

    @BeforeEach
    void start() {
        released = new ReleasedSchemas(folder);
    }

    @Test
    void aNewContractIsReportedAndNothingIsWritten() throws IOException {
        var verdict = released.verdict(contract(NUMBER));

        assertThat(verdict)
                .isInstanceOfSatisfying(
                        Verdict.Unreleased.class,
                        unreleased ->
                                assertThat(unreleased.message())
                                        .startsWith("a.topic-value is new and unreleased")
                                        .contains("-Drelease-schemas"));
        assertThat(folder).isEmptyDirectory();
    }

    @Test
    void whatIsReleasedIsReadBackAsItWas() throws IOException {
        release(NUMBER);

        assertThat(released.verdict(contract(NUMBER))).isEqualTo(new Verdict.Released(1));
        assertThat(released.contracts()).containsExactly(NAME);
    }

    @Test
    void aCompatibleChangeIsTheNextVersion() throws IOException {
        release(NUMBER);

        assertThat(released.verdict(contract("")))
                .isInstanceOfSatisfying(
                        Verdict.Unreleased.class,
                        unreleased -> {
                            assertThat(unreleased.version()).isEqualTo(2);
                            assertThat(unreleased.message())
                                    .startsWith("a.topic-value has changed since v1, compatibly");
                        });
    }

    @Test
    void changedDocumentationIsAVersionToo() throws IOException {
        release(NUMBER);

        assertThat(released.verdict(contract(NUMBER.replace("}", ", \"doc\": \"How many.\"}"))))
                .isInstanceOf(Verdict.Unreleased.class);
    }

    @Test
    void aFieldWithoutADefaultIsRefusedWithAvrosReason() throws IOException {
        release("");

        assertThat(released.verdict(contract(NUMBER)))
                .isEqualTo(
                        new Verdict.Incompatible(
                                "Expected a.topic-value to read its released v1, but:"
                                        + " READER_FIELD_MISSING_DEFAULT_VALUE in R at /fields/0: n"));
    }

    @Test
    void theBranchOfAUnionIsNamedWithItsReason() throws IOException {
        var field =
                "{\"name\": \"body\", \"type\": [\"null\", {\"type\": \"record\","
                        + " \"name\": \"Branch\", \"fields\": [%s]}]}";
        release(field.formatted(""));

        assertThat(released.verdict(contract(field.formatted(NUMBER))))
                .isInstanceOfSatisfying(
                        Verdict.Incompatible.class,
                        incompatible ->
                                assertThat(incompatible.message())
                                        .contains("READER_FIELD_MISSING_DEFAULT_VALUE in Branch"));
    }

    /** Readable for the last version, which has no such field, but not for the first. */
    @Test
    void versionsBeforeTheLastCountToo() throws IOException {
        release(NUMBER);
        release("");

        assertThat(released.verdict(contract(TEXT_WITH_DEFAULT)))
                .isInstanceOfSatisfying(
                        Verdict.Incompatible.class,
                        incompatible ->
                                assertThat(incompatible.message())
                                        .contains(
                                                "released v1",
                                                "TYPE_MISMATCH in R at /fields/0/type")
                                        .doesNotContain("v2"));
    }

    @Test
    void aLostVersionIsNoticed() throws IOException {
        release(NUMBER);
        release("");
        Files.delete(folder.resolve(NAME).resolve("v1.avsc"));

        assertThatThrownBy(() -> released.verdict(contract("")))
                .isInstanceOf(IllegalStateException.class)
                .hasMessageContaining("found 1 files");
    }

    private void release(String fields) throws IOException {
        var contract = contract(fields);
        released.release(contract, (Verdict.Unreleased) released.verdict(contract));
    }

    private static Contract contract(String fields) {
        return new Contract(
                NAME,
                new Schema.Parser()
                        .parse(
                                "{\"type\": \"record\", \"name\": \"R\", \"fields\": [%s]}"
                                        .formatted(fields)));
    }
}
