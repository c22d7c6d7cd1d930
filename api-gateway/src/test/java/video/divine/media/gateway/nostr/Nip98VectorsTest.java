package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** The 66 verdicts of {@code nip98-vectors.json}, eight of which are this project's to give. */
class Nip98VectorsTest {
    /** What we decided where the file says "policy". */
    private static final Map<String, Class<? extends Nip98Result>> POLICY =
            Map.of(
                    "valid-no-payload", Nip98Result.Invalid.class,
                    "skew-60", Nip98Result.Verified.class,
                    "upper-host", Nip98Result.Verified.class,
                    "default-port", Nip98Result.Verified.class,
                    "fragment", Nip98Result.Verified.class,
                    "method-lowercase", Nip98Result.Invalid.class,
                    "payload-upper-hex", Nip98Result.Invalid.class,
                    "created-at-float", Nip98Result.Invalid.class);

    record Vector(String name, String verdict, Nip98Request request, String origin, long now) {
        static Vector of(JsonNode json) {
            var url = URI.create(json.get("url").stringValue());
            return new Vector(
                    json.get("name").stringValue(),
                    json.get("verdict").stringValue(),
                    Nip98Request.of(
                            json.get("method").stringValue(),
                            url.getRawPath(),
                            Optional.ofNullable(url.getRawQuery()),
                            List.of(json.get("header").stringValue()),
                            json.get("body").stringValue().getBytes(StandardCharsets.UTF_8)),
                    url.getScheme() + "://" + url.getRawAuthority(),
                    json.get("now").longValue());
        }

        Class<? extends Nip98Result> expected() {
            return switch (verdict) {
                case "accept" -> Nip98Result.Verified.class;
                case "reject" -> Nip98Result.Invalid.class;
                case "malformed" -> Nip98Result.Malformed.class;
                case "policy" -> POLICY.getOrDefault(name, Nip98Result.Missing.class);
                default -> throw new IllegalStateException("Unknown verdict " + verdict);
            };
        }

        Nip98Result verify(Nip98Settings settings) {
            InstantSource clock = InstantSource.fixed(Instant.ofEpochSecond(now));
            return new Nip98Verifier(settings, new BouncyCastleSchnorr(), clock).verify(request);
        }

        @Override
        public String toString() {
            return name + ": " + verdict;
        }
    }

    static Stream<Vector> vectors() {
        return Vectors.elements(Vectors.json("nip98-vectors.json").get("vectors")).map(Vector::of);
    }

    @ParameterizedTest
    @MethodSource("vectors")
    void verdictIsThatOfTheVector(Vector vector) {
        assertThat(vector.verify(Nip98Settings.strict(List.of(vector.origin()))))
                .isInstanceOf(vector.expected());
    }

    @Test
    void allVectorsAreRead() {
        assertThat(vectors()).hasSize(66);
        assertThat(vectors().filter(v -> v.verdict().equals("policy")).map(Vector::name))
                .containsExactlyInAnyOrderElementsOf(POLICY.keySet());
    }

    @Test
    void aSettingAllowsABodyWithoutPayload() {
        var vector = named("valid-no-payload");
        var lenient =
                new Nip98Settings(
                        List.of(vector.origin()), Nip98Settings.DEFAULT_MAX_AGE, false, false);
        assertThat(vector.verify(lenient)).isInstanceOf(Nip98Result.Verified.class);
    }

    @Test
    void theMobileProfileForgivesAMissingQuery() {
        var vector = named("query-missing-in-u");
        assertThat(vector.verify(Nip98Settings.divineMobile(List.of(vector.origin()))))
                .isInstanceOf(Nip98Result.Verified.class);
    }

    private static Vector named(String name) {
        return vectors().filter(vector -> vector.name().equals(name)).findFirst().orElseThrow();
    }
}
