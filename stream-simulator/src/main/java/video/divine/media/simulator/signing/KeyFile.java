package video.divine.media.simulator.signing;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.storage.DurableFile;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.Key;
import java.security.KeyFactory;
import java.security.PrivateKey;
import java.security.PublicKey;
import java.security.spec.PKCS8EncodedKeySpec;
import java.security.spec.X509EncodedKeySpec;
import java.time.Instant;
import java.util.Base64;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.NoSuchElementException;
import java.util.Optional;

/** Where keys outlast the process; only its owner can read the file. */
final class KeyFile {
    /** One key: both halves of the one we sign with, the public one of all others; in base64. */
    private record Entry(
            String id, Instant created, String publicKey, Optional<String> privateKey) {
        @Override
        public String toString() {
            return "Entry[" + id + "]";
        }
    }

    /**
     * What the file holds.
     *
     * @param own the key that we sign with ourselves, once there was anything to sign
     * @param keys those we have handed out, the oldest first
     */
    record Content(Optional<Own> own, Map<String, SigningKey> keys) {}

    record Own(SigningKey key, PrivateKey privateKey) {
        @Override
        public String toString() {
            return "Own[" + key.id() + "]";
        }
    }

    private record Document(Optional<Entry> own, List<Entry> keys) {}

    private final Path file;
    private final JsonMapper json = JsonMapper.builder().build();

    KeyFile(Path file) {
        this.file = file;
    }

    /**
     * Nothing if there is no file yet.
     *
     * @throws IllegalStateException if it cannot be read: going on would lose its keys
     */
    Optional<Content> read() throws IOException {
        if (Files.notExists(file)) {
            return Optional.empty();
        }
        try {
            var document = json.readValue(Files.readAllBytes(file), Document.class);
            var keys = new LinkedHashMap<String, SigningKey>();
            for (var entry : document.keys()) {
                keys.put(entry.id(), key(entry));
            }
            return Optional.of(
                    new Content(
                            document.own().isPresent()
                                    ? Optional.of(own(document.own().get()))
                                    : Optional.empty(),
                            keys));
        } catch (JacksonException | GeneralSecurityException | NoSuchElementException unreadable) {
            throw new IllegalStateException(
                    "Expected signing keys in " + file + ", but they cannot be read", unreadable);
        }
    }

    void write(Optional<Own> own, Collection<SigningKey> keys) throws IOException {
        var document =
                new Document(
                        own.map(ours -> entry(ours.key(), Optional.of(base64(ours.privateKey())))),
                        keys.stream().map(key -> entry(key, Optional.empty())).toList());
        DurableFile.write(file, json.writeValueAsBytes(document));
    }

    private static Entry entry(SigningKey key, Optional<String> privateKey) {
        return new Entry(key.id(), key.created(), base64(key.publicKey()), privateKey);
    }

    private static Own own(Entry entry) throws GeneralSecurityException {
        var secret = entry.privateKey().orElseThrow();
        return new Own(key(entry), rsa().generatePrivate(new PKCS8EncodedKeySpec(bytes(secret))));
    }

    private static SigningKey key(Entry entry) throws GeneralSecurityException {
        PublicKey publicKey =
                rsa().generatePublic(new X509EncodedKeySpec(bytes(entry.publicKey())));
        return new SigningKey(entry.id(), entry.created(), publicKey);
    }

    private static String base64(Key key) {
        return Base64.getEncoder().encodeToString(key.getEncoded());
    }

    private static byte[] bytes(String base64) {
        return Base64.getDecoder().decode(base64);
    }

    private static KeyFactory rsa() throws GeneralSecurityException {
        return KeyFactory.getInstance("RSA");
    }
}
