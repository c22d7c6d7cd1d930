package video.divine.media.simulator.signing;

import java.io.ByteArrayOutputStream;
import java.math.BigInteger;
import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.KeyFactory;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * RSA private keys as Stream hands them out: PEM of PKCS #1 (RFC 8017, A.1.2), in base64 once more.
 * The JDK writes and reads PKCS #8 only, which wraps the same bytes.
 */
final class Pkcs1 {
    private static final String BEGIN = "-----BEGIN RSA PRIVATE KEY-----";
    private static final String END = "-----END RSA PRIVATE KEY-----";
    private static final Pattern BLOCK =
            Pattern.compile("\\s*" + BEGIN + "([A-Za-z0-9+/=\\s]+)" + END + "\\s*");

    private static final int PEM_WIDTH = 64;
    private static final int INTEGER = 0x02;
    private static final int OCTETS = 0x04;
    private static final int SEQUENCE = 0x30;

    /** Version 0 and rsaEncryption without parameters: what PKCS #8 puts before the key. */
    private static final byte[] PKCS8_HEAD =
            HexFormat.of().parseHex("020100" + "300d06092a864886f70d0101010500");

    private Pkcs1() {}

    static String encode(RSAPrivateCrtKey key) {
        var der =
                element(
                        SEQUENCE,
                        List.of(
                                        BigInteger.ZERO,
                                        key.getModulus(),
                                        key.getPublicExponent(),
                                        key.getPrivateExponent(),
                                        key.getPrimeP(),
                                        key.getPrimeQ(),
                                        key.getPrimeExponentP(),
                                        key.getPrimeExponentQ(),
                                        key.getCrtCoefficient())
                                .stream()
                                .map(number -> element(INTEGER, number.toByteArray()))
                                .toArray(byte[][]::new));
        var lines = Base64.getMimeEncoder(PEM_WIDTH, new byte[] {'\n'}).encodeToString(der);
        var pem = BEGIN + "\n" + lines + "\n" + END + "\n";
        return Base64.getEncoder().encodeToString(pem.getBytes(StandardCharsets.UTF_8));
    }

    /** Nothing if it is no such key. */
    static Optional<RSAPrivateCrtKey> decode(String encoded) {
        try {
            var pem = new String(Base64.getDecoder().decode(encoded), StandardCharsets.UTF_8);
            var block = BLOCK.matcher(pem);
            if (!block.matches()) {
                return Optional.empty();
            }
            var der = Base64.getMimeDecoder().decode(block.group(1));
            var pkcs8 = element(SEQUENCE, PKCS8_HEAD, element(OCTETS, der));
            return KeyFactory.getInstance("RSA").generatePrivate(new PKCS8EncodedKeySpec(pkcs8))
                            instanceof RSAPrivateCrtKey key
                    ? Optional.of(key)
                    : Optional.empty();
        } catch (IllegalArgumentException | GeneralSecurityException noKey) {
            return Optional.empty();
        }
    }

    /** Tag, length and content of DER. */
    private static byte[] element(int tag, byte[]... parts) {
        var content = new ByteArrayOutputStream();
        for (var part : parts) {
            content.writeBytes(part);
        }
        var element = new ByteArrayOutputStream();
        element.write(tag);
        var size = content.size();
        if (size < 0x80) {
            element.write(size);
        } else {
            var length = BigInteger.valueOf(size).toByteArray();
            var zeros = length[0] == 0 ? 1 : 0;
            element.write(0x80 | (length.length - zeros));
            element.write(length, zeros, length.length - zeros);
        }
        element.writeBytes(content.toByteArray());
        return element.toByteArray();
    }
}
