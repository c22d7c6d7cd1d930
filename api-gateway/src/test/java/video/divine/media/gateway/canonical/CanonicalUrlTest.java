package video.divine.media.gateway.canonical;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.io.IOException;
import java.net.URI;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * {@code canonical-url-vectors.json}; {@code src/test/node/canonical-url.mjs} has Node's own parser
 * agree with all of it.
 */
class CanonicalUrlTest {
    record Vector(String name, String input, Optional<String> canonical, Optional<String> refused) {
        static Vector of(JsonNode json) {
            return new Vector(
                    json.get("name").stringValue(),
                    json.get("input").stringValue(),
                    Optional.ofNullable(json.get("canonical")).map(JsonNode::stringValue),
                    Optional.ofNullable(json.get("refused")).map(JsonNode::stringValue));
        }

        CanonicalUrl.Parsed expected() {
            return canonical
                    .<CanonicalUrl.Parsed>map(
                            text -> new CanonicalUrl.Parsed.Accepted(new CanonicalUrl(text)))
                    .orElseGet(
                            () ->
                                    new CanonicalUrl.Parsed.Refused(
                                            CanonicalUrl.Refusal.valueOf(
                                                    refused.orElseThrow()
                                                            .toUpperCase(Locale.ROOT))));
        }

        @Override
        public String toString() {
            return name;
        }
    }

    static Stream<Vector> vectors() throws IOException {
        try (var in =
                CanonicalUrlTest.class.getResourceAsStream(
                        "/canonical/canonical-url-vectors.json")) {
            return JsonMapper.shared().readTree(in).valueStream().map(Vector::of);
        }
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void textBecomesTheCanonicalUrlOfTheVector(Vector vector) {
        assertThat(CanonicalUrl.parse(vector.input())).isEqualTo(vector.expected());
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void whatIsCanonicalIsAlsoAValidUri(Vector vector) {
        vector.canonical().ifPresent(text -> assertThat(URI.create(text)).hasToString(text));
    }

    @Test
    void allVectorsAreReadAndNoNameIsUsedTwice() throws IOException {
        assertThat(vectors()).hasSizeGreaterThanOrEqualTo(150);
        assertThat(vectors().map(Vector::name)).doesNotHaveDuplicates();
    }

    @Test
    void aCanonicalUrlCannotBeMadeOfAnotherText() {
        assertThatThrownBy(() -> new CanonicalUrl("http://example.com"))
                .isInstanceOf(IllegalArgumentException.class);
    }
}
