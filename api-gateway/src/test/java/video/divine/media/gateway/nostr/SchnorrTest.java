package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

class SchnorrTest {
    private static final HexFormat HEX = HexFormat.of().withUpperCase();

    private final SchnorrVerifier schnorr = new BouncyCastleSchnorr();

    /** A line of the official file, whose columns BIP-340 describes. */
    record Vector(List<String> columns) {
        byte[] bytes(int column) {
            return HEX.parseHex(columns.get(column));
        }

        boolean canSign() {
            return !columns.get(1).isEmpty();
        }

        boolean isValid() {
            return columns.get(6).equals("TRUE");
        }

        @Override
        public String toString() {
            return columns.get(0) + " " + columns.get(7);
        }
    }

    static Stream<Vector> vectors() {
        return Vectors.text("bip340-test-vectors.csv")
                .lines()
                .skip(1)
                .map(line -> new Vector(List.of(line.split(",", 8))));
    }

    static Stream<Vector> signingVectors() {
        return vectors().filter(Vector::canSign);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verdictIsThatOfTheVector(Vector vector) {
        assertThat(schnorr.verify(vector.bytes(2), vector.bytes(4), vector.bytes(5)))
                .isEqualTo(vector.isValid());
    }

    @ParameterizedTest
    @MethodSource("signingVectors")
    void signatureIsThatOfTheVector(Vector vector) {
        var key = SecretKey.of(vector.bytes(1)).orElseThrow();
        assertThat(key.pubkey().hex()).isEqualToIgnoringCase(vector.columns().get(2));
        assertThat(HEX.formatHex(key.sign(vector.bytes(4), always(vector.bytes(3)))))
                .isEqualTo(vector.columns().get(5));
    }

    @Test
    void allNineteenVectorsAreReadAndTheFileIsUntouched() {
        assertThat(vectors()).hasSize(19);
        assertThat(Vectors.text("bip340-test-vectors.csv")).contains("\r\n");
    }

    @Test
    void wrongLengthsAreInvalid() {
        assertThat(schnorr.verify(new byte[31], new byte[32], new byte[64])).isFalse();
        assertThat(schnorr.verify(new byte[33], new byte[32], new byte[64])).isFalse();
        assertThat(schnorr.verify(new byte[32], new byte[32], new byte[63])).isFalse();
        assertThat(schnorr.verify(new byte[0], new byte[0], new byte[0])).isFalse();
    }

    @Test
    void zeroAndTheOrderOfTheCurveAreNoSecretKeys() {
        assertThat(SecretKey.parse("0".repeat(64))).isEmpty();
        assertThat(
                        SecretKey.parse(
                                "fffffffffffffffffffffffffffffffe"
                                        + "baaedce6af48a03bbfd25e8cd0364141"))
                .isEmpty();
    }

    @Test
    void secretKeysDoNotPrintThemselves() {
        var key = SecretKey.parse("11".repeat(32)).orElseThrow();
        assertThat(key.toString()).doesNotContain("11");
        assertThat(key.hex()).isEqualTo("11".repeat(32));
    }

    private static SecureRandom always(byte[] auxiliary) {
        return new SecureRandom() {
            private static final long serialVersionUID = 1;

            @Override
            public void nextBytes(byte[] bytes) {
                System.arraycopy(auxiliary, 0, bytes, 0, bytes.length);
            }
        };
    }
}
