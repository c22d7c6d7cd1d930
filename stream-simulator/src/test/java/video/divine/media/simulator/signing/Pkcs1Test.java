package video.divine.media.simulator.signing;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import java.security.GeneralSecurityException;
import java.security.KeyPairGenerator;
import java.security.interfaces.RSAPrivateCrtKey;
import java.util.Base64;

class Pkcs1Test {
    /** The parts of the smaller one have lengths of one byte, of the larger one two. */
    @ParameterizedTest
    @ValueSource(ints = {1024, 2048})
    void whatIsWrittenIsReadAgain(int bits) throws GeneralSecurityException {
        var generator = KeyPairGenerator.getInstance("RSA");
        generator.initialize(bits);
        var key = (RSAPrivateCrtKey) generator.generateKeyPair().getPrivate();

        var encoded = Pkcs1.encode(key);

        assertThat(new String(Base64.getDecoder().decode(encoded), UTF_8))
                .startsWith("-----BEGIN RSA PRIVATE KEY-----\nMII")
                .endsWith("\n-----END RSA PRIVATE KEY-----\n");
        assertThat(Pkcs1.decode(encoded)).contains(key);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no key",
                "-----BEGIN RSA PRIVATE KEY-----\nAAAA\n-----END RSA PRIVATE KEY-----",
                "-----BEGIN PRIVATE KEY-----\nAAAA\n-----END PRIVATE KEY-----"
            })
    void whatIsNoKeyIsNotRead(String pem) {
        assertThat(Pkcs1.decode(pem)).isEmpty();
        assertThat(Pkcs1.decode(Base64.getEncoder().encodeToString(pem.getBytes(UTF_8)))).isEmpty();
    }
}
