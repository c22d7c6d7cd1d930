package video.divine.media.gateway.nostr;

import java.io.ByteArrayOutputStream;
import java.util.Locale;

/**
 * Bech32 (BIP-173; NIP-19 does not use bech32m). The limit of 90 characters stands: keys need 63,
 * and the longer TLV entities are not read here.
 */
final class Bech32 {
    private static final String ALPHABET = "qpzry9x8gf2tvdw0s3jn54khce6mua7l";
    private static final int[] GENERATOR = {
        0x3b6a57b2, 0x26508e6d, 0x1ea119fa, 0x3d4233dd, 0x2a1462b3
    };
    private static final int CHECKSUM_LENGTH = 6;
    private static final int MAX_LENGTH = 90;

    private Bech32() {}

    /** What a text turned out to be. */
    sealed interface Decoded {
        /** A sound text: its prefix in lower case and its payload. */
        record Text(String prefix, Octets bytes) implements Decoded {}

        /** Not bech32; {@code reason} completes "Expected …, but" and repeats no input. */
        record Broken(String reason) implements Decoded {}
    }

    /** Bytes that may be a secret key: they are not printed. */
    static final class Octets {
        private final byte[] bytes;

        private Octets(byte[] bytes) {
            this.bytes = bytes;
        }

        int size() {
            return bytes.length;
        }

        byte[] toByteArray() {
            return bytes.clone();
        }
    }

    static Decoded decode(String text) {
        if (!text.chars().allMatch(c -> c >= 33 && c <= 126)) {
            // Before any folding of case: the Kelvin sign folds to a k.
            return new Decoded.Broken("it holds other than printable ASCII");
        }
        var lower = text.toLowerCase(Locale.ROOT);
        if (!text.equals(lower) && !text.equals(text.toUpperCase(Locale.ROOT))) {
            return new Decoded.Broken("it mixes upper and lower case");
        }
        int separator = lower.lastIndexOf('1');
        if (lower.length() > MAX_LENGTH
                || separator < 1
                || lower.length() - separator - 1 < CHECKSUM_LENGTH) {
            return new Decoded.Broken("it is neither");
        }
        var prefix = lower.substring(0, separator);
        var symbols = new byte[lower.length() - separator - 1];
        for (int i = 0; i < symbols.length; i++) {
            int symbol = ALPHABET.indexOf(lower.charAt(separator + 1 + i));
            if (symbol < 0) {
                return new Decoded.Broken("it holds a character that bech32 does not have");
            }
            symbols[i] = (byte) symbol;
        }
        if (checksum(prefix, symbols) != 1) {
            return new Decoded.Broken("its checksum is wrong");
        }
        return toOctets(prefix, symbols);
    }

    static String encode(String prefix, byte[] bytes) {
        return encodeSymbols(prefix, toSymbols(bytes));
    }

    /** Apart for tests, which need sound checksums over unsound payloads. */
    static String encodeSymbols(String prefix, byte[] symbols) {
        var padded = new byte[symbols.length + CHECKSUM_LENGTH];
        System.arraycopy(symbols, 0, padded, 0, symbols.length);
        int checksum = checksum(prefix, padded) ^ 1;
        var text = new StringBuilder(prefix).append('1');
        for (byte symbol : symbols) {
            text.append(ALPHABET.charAt(symbol));
        }
        for (int shift = 5 * (CHECKSUM_LENGTH - 1); shift >= 0; shift -= 5) {
            text.append(ALPHABET.charAt((checksum >>> shift) & 31));
        }
        return text.toString();
    }

    /** Groups of five bits to bytes; what is left over must be fewer than five bits, all zero. */
    private static Decoded toOctets(String prefix, byte[] symbols) {
        var bytes = new ByteArrayOutputStream();
        int pending = 0;
        int bits = 0;
        for (int i = 0; i < symbols.length - CHECKSUM_LENGTH; i++) {
            pending = ((pending << 5) | symbols[i]) & 0xfff;
            bits += 5;
            if (bits >= 8) {
                bits -= 8;
                bytes.write(pending >>> bits);
            }
        }
        if (bits >= 5 || (pending & ((1 << bits) - 1)) != 0) {
            return new Decoded.Broken("its padding is wrong");
        }
        return new Decoded.Text(prefix, new Octets(bytes.toByteArray()));
    }

    private static byte[] toSymbols(byte[] bytes) {
        var symbols = new byte[(bytes.length * 8 + 4) / 5];
        int pending = 0;
        int bits = 0;
        int length = 0;
        for (byte octet : bytes) {
            pending = ((pending << 8) | (octet & 0xff)) & 0xfff;
            bits += 8;
            while (bits >= 5) {
                bits -= 5;
                symbols[length++] = (byte) ((pending >>> bits) & 31);
            }
        }
        if (bits > 0) {
            symbols[length] = (byte) ((pending << (5 - bits)) & 31);
        }
        return symbols;
    }

    private static int checksum(String prefix, byte[] symbols) {
        int state = 1;
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) >>> 5);
        }
        state = step(state, 0);
        for (int i = 0; i < prefix.length(); i++) {
            state = step(state, prefix.charAt(i) & 31);
        }
        for (byte symbol : symbols) {
            state = step(state, symbol);
        }
        return state;
    }

    private static int step(int state, int symbol) {
        int top = state >>> 25;
        int next = ((state & 0x1ffffff) << 5) ^ symbol;
        for (int i = 0; i < GENERATOR.length; i++) {
            next ^= ((top >>> i) & 1) == 0 ? 0 : GENERATOR[i];
        }
        return next;
    }
}
