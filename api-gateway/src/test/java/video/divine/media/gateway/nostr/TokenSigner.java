package video.divine.media.gateway.nostr;

import video.divine.media.service.digest.Sha256;

import java.security.SecureRandom;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A client of some key, for the tests of those who ask for NIP-98: its signatures are real. */
public final class TokenSigner {
    private final SecretKey key;

    /** The same seed is the same client. */
    public TokenSigner(int seed) {
        this.key = SecretKey.parse("%064x".formatted(seed)).orElseThrow();
    }

    public Pubkey pubkey() {
        return key.pubkey();
    }

    /** The value of an {@code Authorization} header. */
    public String token(String method, String url, byte[] body, Instant at) {
        var tags = new ArrayList<>(List.of(List.of("u", url), List.of("method", method)));
        if (body.length > 0) {
            tags.add(List.of("payload", Sha256.hex(body)));
        }
        return signed(tags, at);
    }

    /** One that says nothing about the body. */
    public String tokenWithoutPayload(String method, String url, Instant at) {
        return signed(List.of(List.of("u", url), List.of("method", method)), at);
    }

    private String signed(List<List<String>> tags, Instant at) {
        var draft =
                new UnsignedEvent(
                        key.pubkey().hex(), at.getEpochSecond(), Nip98Verifier.KIND, tags, "");
        return AuthorizationHeader.write(key.sign(draft, new SecureRandom()).orElseThrow());
    }
}
