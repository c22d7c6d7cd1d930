package video.divine.media.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.schemas.registry.FakeRegistry.answering;

import static java.nio.charset.StandardCharsets.US_ASCII;
import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.schemas.registry.RegistryClientSettings.BasicCredentials;

import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;

import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;

/** A registry with a certificate of nobody's, as inside a cluster, and with a password. */
@Timeout(60)
class RegistryOverTlsTest {
    private static final char[] PASSWORD = "store-hunter2".toCharArray();
    private static final BasicCredentials CREDENTIALS = new BasicCredentials("media", "hunter2");

    @TempDir static Path directory;
    private static KeyStore keys;

    enum Format {
        PKCS12,
        JKS,
        PEM
    }

    @BeforeAll
    static void makeCertificate() throws Exception {
        var file = directory.resolve("registry.p12");
        var keytool =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "keytool")
                                        .toString(),
                                "-genkeypair",
                                "-alias",
                                "registry",
                                "-keyalg",
                                "EC",
                                "-dname",
                                "CN=registry",
                                "-ext",
                                "san=ip:127.0.0.1",
                                "-validity",
                                "1",
                                "-keystore",
                                file.toString(),
                                "-storepass",
                                new String(PASSWORD))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("keytool.log").toFile())
                        .start();
        assertThat(keytool.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(keytool.exitValue())
                .as(Files.readString(directory.resolve("keytool.log")))
                .isZero();
        keys = KeyStore.getInstance(file.toFile(), PASSWORD);
    }

    @ParameterizedTest
    @EnumSource
    void whoIsTrustedIsToldThePassword(Format format) throws Exception {
        var trust = TrustedCertificates.read(trusted(format), password(format));
        try (var fake = new FakeRegistry(tls(), answering(200, "{\"id\":7}"));
                var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(fake.uri())
                                        .withTrust(trust)
                                        .withCredentials(CREDENTIALS))) {
            assertThat(registry.register("a-value", Greeting.SCHEMA$)).isEqualTo(7);
            assertThat(fake.calls())
                    .extracting(FakeRegistry.Call::authorization)
                    .containsExactly(
                            "Basic "
                                    + Base64.getEncoder()
                                            .encodeToString("media:hunter2".getBytes(UTF_8)));
        }
    }

    @Test
    void whoIsNotTrustedIsToldNothing() throws IOException, GeneralSecurityException {
        try (var fake = new FakeRegistry(tls(), answering(200, "{\"id\":7}"));
                var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(fake.uri())
                                        .withCredentials(CREDENTIALS))) {
            assertThatThrownBy(() -> registry.register("a-value", Greeting.SCHEMA$))
                    .isInstanceOf(RegistryUnavailableException.class)
                    .hasMessageContaining(
                            fake.uri() + ": no TLS connection that can be trusted, because")
                    .hasMessageContaining("PKIX path building failed");
            assertThat(fake.calls()).isEmpty();
        }
    }

    @Test
    void aWrongPasswordIsARefusalThatDoesNotRepeatIt() throws Exception {
        var trust = TrustedCertificates.read(trusted(Format.PEM), Optional.empty());
        var settings =
                RegistryClientSettings.of(URI.create("https://registry"))
                        .withTrust(trust)
                        .withCredentials(CREDENTIALS);
        assertThat(settings.toString()).doesNotContain("hunter2");
        try (var fake = new FakeRegistry(tls(), answering(401, "{\"message\":\"Unauthorized\"}"));
                var registry =
                        new HttpSchemaRegistry(
                                RegistryClientSettings.of(fake.uri())
                                        .withTrust(trust)
                                        .withCredentials(CREDENTIALS))) {
            assertThatThrownBy(() -> registry.register("a-value", Greeting.SCHEMA$))
                    .isInstanceOf(RegistryRefusedException.class)
                    .hasMessageContaining("401")
                    .hasMessageNotContaining("hunter2");
        }
    }

    @Test
    void aFileThatCannotBeUsedIsNamedWithoutItsPassword() throws Exception {
        assertUnusable(directory.resolve("none"), Optional.empty(), "there is no such file");
        var text = Files.writeString(directory.resolve("text"), "no certificate");
        assertUnusable(text, Optional.empty(), "");
        assertUnusable(trusted(Format.JKS), Optional.of("wrong-hunter2"), "password");
        assertUnusable(trusted(Format.PKCS12), Optional.of("wrong-hunter2"), "password");
        assertUnusable(trusted(Format.PKCS12), Optional.empty(), "password");
        var broken =
                Files.writeString(directory.resolve("broken"), "-----BEGIN CERTIFICATE-----\nAA");
        assertUnusable(broken, Optional.empty(), "");
    }

    private static void assertUnusable(Path file, Optional<String> password, String why) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> TrustedCertificates.read(file, password))
                .withMessageStartingWith(
                        "Expected trusted certificates (PKCS #12, JKS or PEM) in " + file)
                .withMessageContaining(why)
                .withMessageEndingWith(".")
                .satisfies(it -> assertThat(it.getMessage()).doesNotContain("hunter2"));
    }

    private static SSLContext tls() throws GeneralSecurityException {
        var ours = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
        ours.init(keys, PASSWORD);
        var context = SSLContext.getInstance("TLS");
        context.init(ours.getKeyManagers(), null, null);
        return context;
    }

    private static Optional<String> password(Format format) {
        return switch (format) {
            case PKCS12, JKS -> Optional.of(new String(PASSWORD));
            case PEM -> Optional.empty();
        };
    }

    private static Path trusted(Format format) throws IOException, GeneralSecurityException {
        var certificate = keys.getCertificate("registry");
        var file = Files.createTempFile(directory, "trust", "." + format);
        switch (format) {
            case PKCS12, JKS -> store(certificate, format.name(), file);
            case PEM ->
                    Files.write(
                            file,
                            List.of(
                                    "# whose it is",
                                    "-----BEGIN CERTIFICATE-----",
                                    Base64.getMimeEncoder()
                                            .encodeToString(certificate.getEncoded()),
                                    "-----END CERTIFICATE-----"),
                            US_ASCII);
        }
        return file;
    }

    private static void store(Certificate certificate, String type, Path file)
            throws IOException, GeneralSecurityException {
        var store = KeyStore.getInstance(type);
        store.load(null, null);
        store.setCertificateEntry("registry", certificate);
        try (var out = Files.newOutputStream(file)) {
            store.store(out, PASSWORD);
        }
    }
}
