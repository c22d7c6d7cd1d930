package video.divine.media.gateway.canonical;

import java.math.BigInteger;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * IPv4 addresses in all the ways that C's {@code inet_aton} reads them (WHATWG URL, section 3.5):
 * one to four numbers, decimal, octal or hexadecimal, the last of which fills the bytes that are
 * left.
 */
final class Ipv4Address {
    private static final Pattern DECIMAL = Pattern.compile("[0-9]+");
    private static final Pattern OCTAL = Pattern.compile("0[0-7]*");
    private static final Pattern HEXADECIMAL = Pattern.compile("0x[0-9a-f]*");
    private static final BigInteger BYTE = BigInteger.valueOf(255);

    private Ipv4Address() {}

    /** Whether a lower-case name must be an address, because its last label is a number. */
    static boolean endsInNumber(String name) {
        var last = name.substring(name.lastIndexOf('.') + 1);
        return DECIMAL.matcher(last).matches() || HEXADECIMAL.matcher(last).matches();
    }

    /** Four decimal numbers; empty when the lower-case text is no address. */
    static Optional<String> parse(String text) {
        var parts = text.split("\\.", -1);
        if (parts.length > 4) {
            return Optional.empty();
        }
        var address = BigInteger.ZERO;
        for (int i = 0; i < parts.length; i++) {
            var number = number(parts[i]);
            int bytes = i < parts.length - 1 ? 1 : 4 - i;
            if (number.isEmpty() || number.get().bitLength() > 8 * bytes) {
                return Optional.empty();
            }
            address = address.shiftLeft(8 * bytes).or(number.get());
        }
        return Optional.of(dotted(address));
    }

    private static String dotted(BigInteger address) {
        return "%d.%d.%d.%d"
                .formatted(
                        address.shiftRight(24).and(BYTE),
                        address.shiftRight(16).and(BYTE),
                        address.shiftRight(8).and(BYTE),
                        address.and(BYTE));
    }

    private static Optional<BigInteger> number(String text) {
        if (HEXADECIMAL.matcher(text).matches()) {
            // A bare 0x is zero.
            return Optional.of(new BigInteger("0" + text.substring(2), 16));
        }
        if (OCTAL.matcher(text).matches()) {
            return Optional.of(new BigInteger(text, 8));
        }
        return DECIMAL.matcher(text).matches() && !text.startsWith("0")
                ? Optional.of(new BigInteger(text))
                : Optional.empty();
    }
}
