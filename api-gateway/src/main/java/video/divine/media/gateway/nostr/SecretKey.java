package video.divine.media.gateway.nostr;

import org.bouncycastle.crypto.params.ECPrivateKeyParameters;
import org.bouncycastle.crypto.params.ParametersWithRandom;
import org.bouncycastle.crypto.signers.BIP340Signer;
import org.bouncycastle.math.ec.FixedPointCombMultiplier;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A Nostr secret key. The gateway never holds one; the command-line client and tests do. It prints
 * as a placeholder, whatever logs it.
 */
final class SecretKey {
    private static final Pattern HEX = Pattern.compile("[0-9a-fA-F]{64}");
    private static final int BYTES = 32;

    private final BigInteger scalar;

    private SecretKey(BigInteger scalar) {
        this.scalar = scalar;
    }

    /** A key of 64 hex digits or an {@code nsec} (NIP-19); empty when it is neither. */
    static Optional<SecretKey> parse(String text) {
        if (HEX.matcher(text).matches()) {
            return of(HexFormat.of().parseHex(text.toLowerCase(Locale.ROOT)));
        }
        return switch (Bech32.decode(text)) {
            case Bech32.Decoded.Text(var prefix, var bytes)
                    when prefix.equals("nsec") && bytes.size() == BYTES ->
                    of(bytes.toByteArray());
            case Bech32.Decoded.Text _, Bech32.Decoded.Broken _ -> Optional.empty();
        };
    }

    /** Empty for zero and for numbers that are not below the order of the curve. */
    static Optional<SecretKey> of(byte[] bytes) {
        var scalar = new BigInteger(1, bytes);
        var usable = scalar.signum() > 0 && scalar.compareTo(BIP340Signer.getDomain().getN()) < 0;
        return usable ? Optional.of(new SecretKey(scalar)) : Optional.empty();
    }

    static SecretKey random(SecureRandom random) {
        var bytes = new byte[BYTES];
        Optional<SecretKey> key;
        do {
            random.nextBytes(bytes);
            key = of(bytes);
        } while (key.isEmpty());
        return key.get();
    }

    Pubkey pubkey() {
        var point =
                new FixedPointCombMultiplier()
                        .multiply(BIP340Signer.getDomain().getG(), scalar)
                        .normalize();
        return new Pubkey(HexFormat.of().formatHex(point.getAffineXCoord().getEncoded()));
    }

    /**
     * A BIP-340 signature of 64 bytes.
     *
     * @param auxiliary 32 of its bytes are mixed into the nonce, against fault attacks
     */
    byte[] sign(byte[] message, SecureRandom auxiliary) {
        var signer = new BIP340Signer();
        var key = new ECPrivateKeyParameters(scalar, BIP340Signer.getDomain());
        signer.init(true, new ParametersWithRandom(key, auxiliary));
        signer.update(message, 0, message.length);
        return signer.generateSignature();
    }

    /** Empty when the event has no id, see {@link UnsignedEvent#id()}. */
    Optional<NostrEvent> sign(UnsignedEvent event, SecureRandom auxiliary) {
        return event.id()
                .map(
                        id ->
                                new NostrEvent(
                                        id,
                                        event.pubkey(),
                                        event.createdAt(),
                                        event.kind(),
                                        event.tags(),
                                        event.content(),
                                        HexFormat.of()
                                                .formatHex(
                                                        sign(
                                                                HexFormat.of().parseHex(id),
                                                                auxiliary))));
    }

    /** The key in clear, for the file that keeps it. */
    String hex() {
        return "%064x".formatted(scalar);
    }

    @Override
    public String toString() {
        return "SecretKey[hidden]";
    }
}
