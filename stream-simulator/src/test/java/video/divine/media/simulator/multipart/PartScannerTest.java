package video.divine.media.simulator.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.io.ByteArrayOutputStream;
import java.util.Arrays;

class PartScannerTest {
    private static final String HEAD = "Content-Disposition: form-data; name=\"file\"\r\n\r\n";

    /** Its content has all that could be taken for a delimiter. */
    private static final String TRICKY =
            "\r\n--bound\r\r\n\r\n--\r\n--boundar\r\r\n-boundary--boundary\r\n--boundarx\r\n";

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();
    private final PartScanner scanner = new PartScanner("boundary", "file");

    /** Wherever the pieces begin: all pairs of places are tried. */
    @Test
    void piecesMayBeginAnywhere() {
        var body =
                "a preamble\r\n--boundary\r\nContent-Disposition: form-data; name=\"other\"\r\n\r\n"
                        + "other\r\n--boundary \t\r\n"
                        + HEAD
                        + TRICKY
                        + "\r\n--boundary--\r\nan epilogue\r\n--boundary\r\n"
                        + HEAD
                        + "x";
        var bytes = body.getBytes(ISO_8859_1);
        for (var first = 0; first < bytes.length; first++) {
            for (var second = first; second < bytes.length; second++) {
                var split = new PartScannerTest();
                split.scan(Arrays.copyOfRange(bytes, 0, first));
                split.scan(Arrays.copyOfRange(bytes, first, second));
                split.scan(Arrays.copyOfRange(bytes, second, bytes.length));
                assertThat(split.content())
                        .as("split at %d and %d", first, second)
                        .isEqualTo(TRICKY);
                assertThat(split.scanner.complete()).isTrue();
            }
        }
    }

    @Test
    void piecesMayHaveOneByteEach() {
        ("--boundary\r\n" + HEAD + TRICKY + "\r\n--boundary--")
                .chars()
                .forEach(it -> scan(new byte[] {(byte) it}));

        assertThat(content()).isEqualTo(TRICKY);
        assertThat(scanner.complete()).isTrue();
    }

    @Test
    void bytesStayAsTheyAre() {
        var all = new byte[65_536];
        for (var at = 0; at < all.length; at++) {
            all[at] = (byte) ((at * 31) >> 3);
        }

        scan("--boundary\r\n" + HEAD);
        scan(all);
        scan("\r\n--boundary--");

        assertThat(content.toByteArray()).isEqualTo(all);
    }

    @Test
    void ofSeveralPartsTheFirstIsTaken() {
        var part = "--boundary\r\n" + HEAD;
        scan(part + "first\r\n" + part + "second\r\n--boundary--");

        assertThat(content()).isEqualTo("first");
        assertThat(scanner.found()).isTrue();
        assertThat(scanner.complete()).isTrue();
    }

    @Test
    void aPartMayBeEmpty() {
        scan("--boundary\r\n" + HEAD + "\r\n--boundary--");

        assertThat(content()).isEmpty();
        assertThat(scanner.found()).isTrue();
        assertThat(scanner.complete()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "content-disposition:form-data;name=file",
                "X: y\r\nCONTENT-DISPOSITION:   form-data; filename=\"a;b\"; name=\"file\"",
                "Content-Type: text/plain\r\nContent-Disposition: form-data; name=\"file\""
            })
    void headersMayBeWrittenDifferently(String headers) {
        scan("--boundary\r\n" + headers + "\r\n\r\nx\r\n--boundary--");

        assertThat(content()).isEqualTo("x");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "\r\n",
                "Content-Disposition: form-data\r\n",
                "Content-Disposition: form-data; name=\"files\"\r\n",
                "Content-Disposition: ;;;\"\r\n",
                "Content-Type: form-data; name=\"file\"\r\n",
                "no colon\r\n"
            })
    void aPartOfAnotherNameIsNone(String headers) {
        scan("--boundary\r\n" + headers + "\r\nx\r\n--boundary--");

        assertThat(content()).isEmpty();
        assertThat(scanner.found()).isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no boundary",
                "--boundary",
                "--boundary-",
                "--boundary\r\n",
                "--boundary\r\n" + HEAD + "x",
                "--boundary\r\n" + HEAD + "x\r\n--boundary",
                "--boundary\r\n" + HEAD + "x\r\n--boundary-\r\n\r\n",
                "--boundaryx\r\n" + HEAD + "x\r\n--boundary--"
            })
    void whatIsCutOffIsNotComplete(String body) {
        scan(body);

        assertThat(scanner.complete()).isFalse();
    }

    @Test
    void aHeadHasAnEnd() {
        scan("--boundary\r\nX: " + "y".repeat(20_000) + "\r\n" + HEAD + "x\r\n--boundary--");

        assertThat(scanner.found()).isFalse();
        assertThat(scanner.complete()).isFalse();
    }

    private void scan(String text) {
        scan(text.getBytes(ISO_8859_1));
    }

    private void scan(byte[] bytes) {
        for (var piece : scanner.scan(bytes)) {
            while (piece.hasRemaining()) {
                content.write(piece.get());
            }
        }
    }

    private String content() {
        return content.toString(ISO_8859_1);
    }
}
