package video.divine.media.schemas.registry;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.CertificateFactory;
import java.util.Optional;

import javax.net.ssl.SSLContext;
import javax.net.ssl.TrustManagerFactory;

/**
 * Whose certificates a registry may show, instead of those that the JVM trusts. Read once: a file
 * that changes is read by the next start.
 */
public final class TrustedCertificates {
    private static final String PEM = "-----BEGIN CERTIFICATE";

    private final Path file;
    private final SSLContext context;

    private TrustedCertificates(Path file, SSLContext context) {
        this.file = file;
        this.context = context;
    }

    /**
     * Reads a PKCS #12 or JKS file, or certificates in PEM.
     *
     * @param password of the file; PEM has none
     * @throws IllegalArgumentException with one sentence, without the password, if that fails
     */
    public static TrustedCertificates read(Path file, Optional<String> password) {
        try {
            var bytes = Files.readAllBytes(file);
            var store =
                    new String(bytes, ISO_8859_1).contains(PEM)
                            ? pem(bytes)
                            : KeyStore.getInstance(
                                    file.toFile(), password.map(String::toCharArray).orElse(null));
            if (!store.aliases().hasMoreElements()) {
                throw unusable(file, "it holds none, or none without its password");
            }
            var trust = TrustManagerFactory.getInstance(TrustManagerFactory.getDefaultAlgorithm());
            trust.init(store);
            var context = SSLContext.getInstance("TLS");
            context.init(null, trust.getTrustManagers(), null);
            return new TrustedCertificates(file, context);
        } catch (NoSuchFileException _) {
            throw unusable(file, "there is no such file");
        } catch (IOException | GeneralSecurityException e) {
            throw unusable(file, String.valueOf(e.getMessage()));
        }
    }

    private static KeyStore pem(byte[] bytes) throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(KeyStore.getDefaultType());
        store.load(null, null);
        var certificates =
                CertificateFactory.getInstance("X.509")
                        .generateCertificates(new ByteArrayInputStream(bytes));
        for (var certificate : certificates) {
            store.setCertificateEntry(String.valueOf(store.size()), certificate);
        }
        return store;
    }

    private static IllegalArgumentException unusable(Path file, String why) {
        return new IllegalArgumentException(
                "Expected trusted certificates (PKCS #12, JKS or PEM) in %s, but: %s."
                        .formatted(file, why));
    }

    SSLContext context() {
        return context;
    }

    @Override
    public String toString() {
        return "TrustedCertificates[" + file + "]";
    }
}
