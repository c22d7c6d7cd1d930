package video.divine.media.standalone;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.cert.Certificate;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** Self-signed certificates of the loopback address, made by the JDK's keytool. */
final class Certificates {
    private static final String TYPE = "PKCS12";

    private Certificates() {}

    /** A PKCS#12 file with one key pair, which is valid for a day. */
    static Path keyStore(Path directory, String name, String password)
            throws IOException, InterruptedException {
        var file = directory.resolve(name + ".p12");
        var keytool =
                new ProcessBuilder(
                                List.of(
                                        Path.of(System.getProperty("java.home"), "bin", "keytool")
                                                .toString(),
                                        "-genkeypair",
                                        "-alias",
                                        name,
                                        "-keyalg",
                                        "EC",
                                        "-groupname",
                                        "secp256r1",
                                        "-dname",
                                        "CN=" + name,
                                        "-ext",
                                        "san=ip:127.0.0.1,dns:localhost",
                                        "-validity",
                                        "1",
                                        "-storetype",
                                        TYPE,
                                        "-keystore",
                                        file.toString(),
                                        "-storepass",
                                        password))
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve(name + ".log").toFile())
                        .start();
        if (!keytool.waitFor(60, TimeUnit.SECONDS) || keytool.exitValue() != 0) {
            throw new IOException(Files.readString(directory.resolve(name + ".log")));
        }
        return file;
    }

    /** A PKCS#12 file that trusts the certificates of all {@code keyStores}. */
    static Path trustStore(String password, Path... keyStores)
            throws IOException, GeneralSecurityException {
        var trusted = KeyStore.getInstance(TYPE);
        trusted.load(null, null);
        for (var keyStore : keyStores) {
            trusted.setCertificateEntry(
                    keyStore.getFileName().toString(), certificate(keyStore, password));
        }
        var file = Files.createTempFile(keyStores[0].getParent(), "trust", ".p12");
        try (var out = Files.newOutputStream(file)) {
            trusted.store(out, password.toCharArray());
        }
        return file;
    }

    private static Certificate certificate(Path keyStore, String password)
            throws IOException, GeneralSecurityException {
        var keys = KeyStore.getInstance(keyStore.toFile(), password.toCharArray());
        return keys.getCertificate(keys.aliases().nextElement());
    }
}
