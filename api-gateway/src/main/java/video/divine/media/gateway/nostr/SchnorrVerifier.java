package video.divine.media.gateway.nostr;

/**
 * Verifies BIP-340 Schnorr signatures over secp256k1. One interface, so that a native library can
 * take the place of {@link BouncyCastleSchnorr} where a gateway has to check thousands of
 * signatures a second.
 */
@FunctionalInterface
public interface SchnorrVerifier {
    /**
     * Whether {@code signature} is valid. Input of the wrong length and keys that are no point of
     * the curve are invalid, not exceptional: they arrive from the network.
     *
     * @param publicKey 32 bytes, the x coordinate
     * @param message any length; Nostr signs the 32 bytes of an event id
     * @param signature 64 bytes
     */
    boolean verify(byte[] publicKey, byte[] message, byte[] signature);
}
