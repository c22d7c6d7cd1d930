package video.divine.media.simulator.signing;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Optional;
import java.util.regex.Pattern;

/** Makes tokens and reads those that come back, or that holders of a key have made themselves. */
public final class PlaybackTokens {
    /** From the signing on. */
    public static final Duration LONGEST_LIFE = Duration.ofHours(24);

    /** A self-signed token does not say when it was signed, nor by whose clock. */
    private static final Duration CLOCK_SKEW = Duration.ofMinutes(1);

    private static final Pattern SECONDS = Pattern.compile("\\d{1,12}");

    private final SigningKeys keys;
    private final InstantSource clock;

    public PlaybackTokens(SigningKeys keys, InstantSource clock) {
        this.keys = keys;
        this.clock = clock;
    }

    /** Times are written as strings, as Stream's own endpoint does. */
    public String issue(TokenRequest request, SigningKeys.Signer signer) {
        var payload =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("sub", request.uid())
                        .put("kid", signer.keyId())
                        .put("exp", Long.toString(request.expiry().getEpochSecond()))
                        .put("nbf", Long.toString(request.notBefore().getEpochSecond()));
        if (request.downloadable()) {
            payload.put("downloadable", true);
        }
        request.rules().ifPresent(rules -> payload.set("accessRules", rules));
        return Jws.sign(signer.keyId(), payload, signer.key());
    }

    /**
     * Nothing unless a key that we know has signed it, it is in force, and it expires within a day.
     * Whether it is for the right client is another question: {@link PlaybackToken#admits}.
     */
    public Optional<PlaybackToken> verify(String token) {
        return Jws.parse(token)
                .filter(
                        jws ->
                                keyId(jws)
                                        .flatMap(keys::find)
                                        .filter(key -> jws.isSignedBy(key.publicKey()))
                                        .isPresent())
                .flatMap(jws -> inForce(keyId(jws).orElseThrow(), jws.payload()));
    }

    /** Named in the header or in the payload; where both do, they must agree. */
    private static Optional<String> keyId(Jws jws) {
        var header = text(jws.header(), "kid");
        var payload = text(jws.payload(), "kid");
        return header.isPresent() && payload.isPresent() && !header.equals(payload)
                ? Optional.empty()
                : header.or(() -> payload);
    }

    private Optional<PlaybackToken> inForce(String keyId, ObjectNode claims) {
        var now = clock.instant();
        var expiry =
                time(claims.path("exp"))
                        .filter(now::isBefore)
                        .filter(at -> !at.isAfter(now.plus(LONGEST_LIFE).plus(CLOCK_SKEW)));
        var begun =
                claims.path("nbf").isMissingNode()
                        || time(claims.path("nbf")).filter(at -> !now.isBefore(at)).isPresent();
        var rules =
                claims.path("accessRules").isMissingNode()
                        ? Optional.of(AccessRules.none())
                        : AccessRules.read(claims.path("accessRules"));
        var uid = text(claims, "sub");
        return uid.isPresent() && expiry.isPresent() && begun && rules.isPresent()
                ? Optional.of(
                        new PlaybackToken(
                                uid.get(),
                                keyId,
                                expiry.get(),
                                claims.path("downloadable").asBoolean(false),
                                rules.get()))
                : Optional.empty();
    }

    private static Optional<String> text(ObjectNode object, String name) {
        var node = object.path(name);
        return node.isString() ? Optional.of(node.stringValue()) : Optional.empty();
    }

    /**
     * Seconds since 1970, as a number or as the string that Stream's own tokens have; nothing if it
     * is neither.
     */
    public static Optional<Instant> time(JsonNode node) {
        var digits =
                node.isIntegralNumber()
                        ? node.bigIntegerValue().toString()
                        : node.isString() ? node.stringValue() : "";
        return SECONDS.matcher(digits).matches()
                ? Optional.of(Instant.ofEpochSecond(Long.parseLong(digits)))
                : Optional.empty();
    }
}
