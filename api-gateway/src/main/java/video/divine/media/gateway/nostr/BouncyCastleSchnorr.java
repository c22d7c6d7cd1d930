package video.divine.media.gateway.nostr;

import org.bouncycastle.crypto.params.ECPublicKeyParameters;
import org.bouncycastle.crypto.signers.BIP340Signer;

import java.util.Optional;

/**
 * BIP-340 in pure Java, some 3,400 verifications per CPU second. Stateless: one instance serves all
 * threads.
 */
public final class BouncyCastleSchnorr implements SchnorrVerifier {
    private static final int PUBLIC_KEY_BYTES = 32;
    private static final int SIGNATURE_BYTES = 64;

    @Override
    public boolean verify(byte[] publicKey, byte[] message, byte[] signature) {
        if (publicKey.length != PUBLIC_KEY_BYTES || signature.length != SIGNATURE_BYTES) {
            return false;
        }
        Optional<ECPublicKeyParameters> key = decode(publicKey);
        if (key.isEmpty()) {
            return false;
        }
        var signer = new BIP340Signer();
        signer.init(false, key.get());
        signer.update(message, 0, message.length);
        return signer.verifySignature(signature);
    }

    /** BouncyCastle 1.86 answers null for some bad keys and throws for others. */
    private static Optional<ECPublicKeyParameters> decode(byte[] publicKey) {
        try {
            return Optional.ofNullable(BIP340Signer.decodePublicKey(publicKey));
        } catch (IllegalArgumentException notOnTheCurve) {
            return Optional.empty();
        }
    }
}
