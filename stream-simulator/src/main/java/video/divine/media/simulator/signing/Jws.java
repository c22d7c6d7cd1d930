package video.divine.media.simulator.signing;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;
import tools.jackson.databind.node.JsonNodeFactory;
import tools.jackson.databind.node.ObjectNode;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.Signature;
import java.util.Base64;
import java.util.Optional;

/**
 * A signed JSON object in its compact form (RFC 7515), RS256 only: no other algorithm is ever
 * taken, whatever a token's header says.
 */
final class Jws {
    private static final String ALGORITHM = "RS256";
    private static final JsonMapper JSON = JsonMapper.builder().build();
    private static final Base64.Encoder ENCODER = Base64.getUrlEncoder().withoutPadding();
    private static final Base64.Decoder DECODER = Base64.getUrlDecoder();

    private final ObjectNode header;
    private final ObjectNode payload;
    private final byte[] signed;
    private final byte[] signature;

    private Jws(ObjectNode header, ObjectNode payload, byte[] signed, byte[] signature) {
        this.header = header;
        this.payload = payload;
        this.signed = signed;
        this.signature = signature;
    }

    /** Worth nothing until the signature is checked, as is the payload. */
    ObjectNode header() {
        return header;
    }

    ObjectNode payload() {
        return payload;
    }

    static String sign(String keyId, ObjectNode payload, PrivateKey key) {
        var header = JsonNodeFactory.instance.objectNode().put("alg", ALGORITHM).put("kid", keyId);
        var signed = encode(bytes(header.toString())) + "." + encode(bytes(payload.toString()));
        try {
            var signer = rs256();
            signer.initSign(key);
            signer.update(bytes(signed));
            return signed + "." + encode(signer.sign());
        } catch (GeneralSecurityException unusable) {
            throw new IllegalStateException("Expected a key that signs", unusable);
        }
    }

    /** Nothing if it is not of that form. */
    static Optional<Jws> parse(String compact) {
        var parts = compact.split("\\.", -1);
        if (parts.length != 3) {
            return Optional.empty();
        }
        try {
            return JSON.readTree(DECODER.decode(parts[0])) instanceof ObjectNode header
                            && JSON.readTree(DECODER.decode(parts[1])) instanceof ObjectNode payload
                            && header.path("alg").asString("").equals(ALGORITHM)
                    ? Optional.of(
                            new Jws(
                                    header,
                                    payload,
                                    bytes(parts[0] + "." + parts[1]),
                                    DECODER.decode(parts[2])))
                    : Optional.empty();
        } catch (IllegalArgumentException | JacksonException unreadable) {
            return Optional.empty();
        }
    }

    boolean isSignedBy(PublicKey key) {
        try {
            var verifier = rs256();
            verifier.initVerify(key);
            verifier.update(signed);
            return verifier.verify(signature);
        } catch (GeneralSecurityException ofAnotherLength) {
            return false;
        }
    }

    private static Signature rs256() throws GeneralSecurityException {
        return Signature.getInstance("SHA256withRSA");
    }

    private static String encode(byte[] bytes) {
        return ENCODER.encodeToString(bytes);
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}
