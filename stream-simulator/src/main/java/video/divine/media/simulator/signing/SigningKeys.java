package video.divine.media.simulator.signing;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import java.io.IOException;
import java.nio.file.Path;
import java.security.KeyPair;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.security.PrivateKey;
import java.security.SecureRandom;
import java.security.interfaces.RSAPrivateCrtKey;
import java.security.interfaces.RSAPublicKey;
import java.time.InstantSource;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * The keys of the account, any of which signs for any video, and one of our own that signs what the
 * API is asked to sign. Of the keys we hand out only the public half is kept. Changes return once
 * they are on the disk.
 */
public final class SigningKeys {
    private static final Logger log = LoggerFactory.getLogger(SigningKeys.class);

    /** Stream's own limit. */
    private static final int MOST_KEYS = 1000;

    private static final int KEY_BITS = 2048;
    private static final int ID_BYTES = 16;

    private final KeyFile file;
    private final InstantSource clock;
    private final SecureRandom random = new SecureRandom();
    private volatile Optional<KeyFile.Own> own;
    private volatile Map<String, SigningKey> keys;

    private SigningKeys(KeyFile file, InstantSource clock) throws IOException {
        this.file = file;
        this.clock = clock;
        var stored = file.read();
        this.own = stored.flatMap(KeyFile.Content::own);
        this.keys = stored.map(KeyFile.Content::keys).orElse(Map.of());
    }

    public static SigningKeys load(Path file, InstantSource clock) throws IOException {
        return new SigningKeys(new KeyFile(file), clock);
    }

    /** The oldest first. */
    public Collection<SigningKey> all() {
        return keys.values();
    }

    /** Nothing if there are as many as there may be. Blocks. */
    public synchronized Optional<NewKey> create() throws IOException {
        if (keys.size() >= MOST_KEYS) {
            return Optional.empty();
        }
        var pair = pair();
        var key = key(pair);
        var changed = new LinkedHashMap<>(keys);
        changed.put(key.id(), key);
        store(changed);
        log.info("signing key {} created", key.id());
        var secret = (RSAPrivateCrtKey) pair.getPrivate();
        return Optional.of(
                new NewKey(
                        key.id(),
                        key.created(),
                        Pkcs1.encode(secret),
                        Jwk.encode(key.id(), secret)));
    }

    /** Takes back a key and with it all its tokens; returns whether there was one. Blocks. */
    public synchronized boolean revoke(String id) throws IOException {
        var changed = new LinkedHashMap<>(keys);
        if (changed.remove(id) == null) {
            return false;
        }
        store(changed);
        log.info("signing key {} revoked", id);
        return true;
    }

    /** The private half that belongs to a key of ours, if this is it. */
    public Optional<Signer> signer(String id, String pem) {
        return Optional.ofNullable(keys.get(id))
                .flatMap(
                        key ->
                                Pkcs1.decode(pem)
                                        .filter(secret -> belongs(secret, key))
                                        .map(secret -> new Signer(id, secret)));
    }

    /** For whoever brings no key. The first call makes it; blocks. */
    public synchronized Signer own() throws IOException {
        if (own.isEmpty()) {
            var pair = pair();
            var made = Optional.of(new KeyFile.Own(key(pair), pair.getPrivate()));
            file.write(made, keys.values());
            own = made;
        }
        var ours = own.orElseThrow();
        return new Signer(ours.key().id(), ours.privateKey());
    }

    /** What signs, and under which name. */
    public record Signer(String keyId, PrivateKey key) {
        @Override
        public String toString() {
            return "Signer[" + keyId + "]";
        }
    }

    /** Whose signature counts: nothing once the key is revoked. */
    Optional<SigningKey> find(String id) {
        return own.map(KeyFile.Own::key)
                .filter(ours -> ours.id().equals(id))
                .or(() -> Optional.ofNullable(keys.get(id)));
    }

    private static boolean belongs(RSAPrivateCrtKey secret, SigningKey key) {
        return key.publicKey() instanceof RSAPublicKey known
                && known.getModulus().equals(secret.getModulus())
                && known.getPublicExponent().equals(secret.getPublicExponent());
    }

    private void store(Map<String, SigningKey> changed) throws IOException {
        file.write(own, changed.values());
        keys = changed;
    }

    private SigningKey key(KeyPair pair) {
        var id = new byte[ID_BYTES];
        random.nextBytes(id);
        return new SigningKey(
                HexFormat.of().formatHex(id),
                clock.instant().truncatedTo(ChronoUnit.MICROS),
                pair.getPublic());
    }

    private static KeyPair pair() {
        try {
            var generator = KeyPairGenerator.getInstance("RSA");
            generator.initialize(KEY_BITS);
            return generator.generateKeyPair();
        } catch (NoSuchAlgorithmException everyJdkHasIt) {
            throw new IllegalStateException(everyJdkHasIt);
        }
    }
}
