package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

class PubkeyTest {
    private static final String HEX =
            "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d";
    private static final String NPUB =
            "npub180cvv07tjdrrgpa0j7j7tmnyl2yr6yr7l8j4s3evf6u64th6gkwsyjh6w6";

    record Vector(String type, String bech32, boolean valid, String hex) {
        static Vector of(JsonNode json) {
            return new Vector(
                    json.get("type").stringValue(),
                    json.get("bech32").stringValue(),
                    json.get("valid").booleanValue(),
                    Optional.ofNullable(json.get("hex")).map(JsonNode::stringValue).orElse(HEX));
        }

        boolean isPubkey() {
            return valid && type.equals("npub");
        }
    }

    static Stream<Vector> pubkeys() {
        return vectors().filter(Vector::isPubkey);
    }

    static Stream<Vector> others() {
        return vectors().filter(vector -> !vector.isPubkey());
    }

    private static Stream<Vector> vectors() {
        return Vectors.elements(Vectors.json("nip19-vectors.json")).map(Vector::of);
    }

    @ParameterizedTest
    @MethodSource("pubkeys")
    void npubIsAPubkeyAndBack(Vector vector) {
        var pubkey = new Pubkey(vector.hex());
        assertThat(Pubkey.parse(vector.bech32())).isEqualTo(new Pubkey.Parsed.Accepted(pubkey));
        assertThat(pubkey.npub()).isEqualToIgnoringCase(vector.bech32());
    }

    @ParameterizedTest
    @MethodSource("others")
    void anythingElseOfNip19IsRefused(Vector vector) {
        assertThat(Pubkey.parse(vector.bech32())).isInstanceOf(Pubkey.Parsed.Refused.class);
    }

    @Test
    void bothKindsOfVectorsAreThere() {
        assertThat(pubkeys()).hasSize(3);
        assertThat(others()).hasSize(12);
    }

    @Test
    void lowerCaseHexIsAPubkey() {
        assertThat(Pubkey.parse(HEX)).isEqualTo(new Pubkey.Parsed.Accepted(new Pubkey(HEX)));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "3BF0C63FCB93463407AF97A5E5EE64FA883D107EF9E558472C4EB9AAAEFA459D",
                "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459",
                "3bf0c63fcb93463407af97a5e5ee64fa883d107ef9e558472c4eb9aaaefa459d ",
                // The Kelvin sign, which folds to a k.
                "NPUB180CVV07TJDRRGPA0J7J7TMNYL2YR6YR7L8J4S3EVF6U64TH6G\u212aWSYJH6W6",
                "1",
                "1qqqqqq",
            })
    void otherTextIsRefused(String text) {
        assertThat(Pubkey.parse(text)).isInstanceOf(Pubkey.Parsed.Refused.class);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1, 31, 33, 40})
    void npubOfAnotherLengthIsRefused(int length) {
        assertThat(Npub.decode(Bech32.encode("npub", new byte[length])))
                .isInstanceOfSatisfying(
                        Pubkey.Parsed.Refused.class,
                        refused -> assertThat(refused.reason()).contains("length"));
    }

    @Test
    void paddingIsFewerThanFiveBitsAndAllZero() {
        // 32 bytes are 51 symbols and one bit, so the 52nd symbol pads with four.
        assertThat(Npub.decode(Bech32.encodeSymbols("npub", new byte[52])))
                .isInstanceOf(Pubkey.Parsed.Accepted.class);
        var nonZero = new byte[52];
        nonZero[51] = 1;
        for (var symbols : List.of(nonZero, new byte[53], new byte[54])) {
            assertThat(Npub.decode(Bech32.encodeSymbols("npub", symbols)))
                    .isInstanceOf(Pubkey.Parsed.Refused.class);
        }
        assertThat(Bech32.decode(Bech32.encodeSymbols("npub", new byte[1])))
                .isInstanceOf(Bech32.Decoded.Broken.class);
    }

    @Test
    void secretKeysAreRefusedWithAWarningThatDoesNotRepeatThem() {
        var nsec = Bech32.encode("nsec", new byte[32]);
        assertThat(Pubkey.parse(nsec))
                .isInstanceOfSatisfying(
                        Pubkey.Parsed.Refused.class,
                        refused ->
                                assertThat(refused.reason())
                                        .contains("secret key")
                                        .doesNotContain(nsec.substring(5)));
    }

    @Test
    void aPubkeyCannotBeMadeOfOtherText() {
        assertThatThrownBy(() -> new Pubkey(NPUB)).isInstanceOf(IllegalArgumentException.class);
    }
}
