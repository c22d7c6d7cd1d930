package video.divine.media.gateway.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

class AliasTest {
    private static final String HASH =
            "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";

    @ParameterizedTest
    @ValueSource(
            strings = {HASH, "BA7816BF8F01CFEA414140DE5DAE2223B00361A396177A9CB410FF61F20015AD"})
    void hashesAreLowered(String text) {
        var alias = accepted(Alias.parse(AliasKind.SHA256, text));
        assertThat(alias).isEqualTo(new Alias(AliasKind.SHA256, HASH));
        assertThat(alias.key()).isEqualTo("sha256:" + HASH);
    }

    @Test
    void vineIdsAreCaseSensitive() {
        var alias = accepted(Alias.parse(AliasKind.VINE, "hBFP5LFKUOU"));
        assertThat(alias.key()).isEqualTo("vine:hBFP5LFKUOU");
        assertThat(alias).isNotEqualTo(accepted(Alias.parse(AliasKind.VINE, "hbfp5lfkuou")));
        assertThat(accepted(Alias.vine("-_".repeat(32))).key()).hasSize(69);
    }

    @Test
    void urlsAreKeyedByTheHashOfTheirCanonicalForm() {
        var alias = accepted(Alias.parse(AliasKind.URL, "HTTPS://Vine.co:443/v/hBFP5LFKUOU#top"));
        assertThat(alias.value()).isEqualTo("https://vine.co/v/hBFP5LFKUOU");
        // printf %s https://vine.co/v/hBFP5LFKUOU | sha256sum
        assertThat(alias.key())
                .isEqualTo("url:f518e6d968ede17a39d73f37ae90944a7abd0aad8c0f403cbc17fef255b40351");
    }

    @ParameterizedTest
    @CsvSource({
        "SHA256, '', invalid_sha256",
        "SHA256, ba7816, invalid_sha256",
        "SHA256, ga7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad, invalid_sha256",
        "SHA256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad ', invalid_sha256",
        "SHA256, 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad\n', invalid_sha256",
        "VINE, '', invalid_vine_id",
        "VINE, a b, invalid_vine_id",
        "VINE, a/b, invalid_vine_id",
        "VINE, \u00e9, invalid_vine_id",
        "VINE, 12345678901234567890123456789012345678901234567890123456789012345, invalid_vine_id",
        "URL, '', invalid_original_url",
        "URL, vine.co/v/x, invalid_original_url",
        "URL, ftp://vine.co/v/x, invalid_original_url",
    })
    void anythingElseIsRefusedWithTheReasonOfItsKind(AliasKind kind, String text, String reason) {
        assertThat(Alias.parse(kind, text))
                .isInstanceOfSatisfying(
                        Alias.Parsed.Refused.class,
                        refused -> {
                            assertThat(refused.reason()).isEqualTo(reason);
                            assertThat(refused.kind()).isEqualTo(kind);
                            assertThat(refused.detail()).startsWith("Expected");
                        });
    }

    @ParameterizedTest
    @EnumSource(AliasKind.class)
    void anAliasCannotBeMadeOfAnotherForm(AliasKind kind) {
        assertThatThrownBy(() -> new Alias(kind, "HTTP://EXAMPLE.COM"))
                .isInstanceOf(IllegalArgumentException.class);
    }

    private static Alias accepted(Alias.Parsed parsed) {
        return switch (parsed) {
            case Alias.Parsed.Accepted(var alias) -> alias;
            case Alias.Parsed.Refused refused -> throw new AssertionError(refused.detail());
        };
    }
}
