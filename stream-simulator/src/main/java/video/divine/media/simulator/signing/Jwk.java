package video.divine.media.simulator.signing;

import tools.jackson.databind.node.JsonNodeFactory;

import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Arrays;
import java.util.Base64;

/** RSA private keys in JSON (RFC 7518, 6.3), in base64 as Stream hands them out. */
final class Jwk {
    private Jwk() {}

    static String encode(String id, RSAPrivateCrtKey key) {
        var json =
                JsonNodeFactory.instance
                        .objectNode()
                        .put("use", "sig")
                        .put("kty", "RSA")
                        .put("kid", id)
                        .put("alg", "RS256")
                        .put("n", number(key.getModulus()))
                        .put("e", number(key.getPublicExponent()))
                        .put("d", number(key.getPrivateExponent()))
                        .put("p", number(key.getPrimeP()))
                        .put("q", number(key.getPrimeQ()))
                        .put("dp", number(key.getPrimeExponentP()))
                        .put("dq", number(key.getPrimeExponentQ()))
                        .put("qi", number(key.getCrtCoefficient()))
                        .toString();
        return Base64.getEncoder().encodeToString(json.getBytes(StandardCharsets.UTF_8));
    }

    /** Big-endian and without the zero that Java puts before a high first bit. */
    private static String number(BigInteger value) {
        var bytes = value.toByteArray();
        var start = bytes.length > 1 && bytes[0] == 0 ? 1 : 0;
        return Base64.getUrlEncoder()
                .withoutPadding()
                .encodeToString(Arrays.copyOfRange(bytes, start, bytes.length));
    }
}
