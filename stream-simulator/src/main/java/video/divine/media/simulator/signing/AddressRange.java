package video.divine.media.simulator.signing;

import java.math.BigInteger;
import java.net.InetAddress;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Addresses that share their first bits, as CIDR writes them; one address is a range of itself. One
 * of IPv4 never holds an address of IPv6, nor the other way round.
 */
record AddressRange(InetAddress address, int bits) {
    /** With all four parts of IPv4: Java would take 10.1 for 10.0.0.1. */
    private static final Pattern FORM =
            Pattern.compile(
                    "(\\d{1,3}(?:\\.\\d{1,3}){3}|[0-9a-fA-F.]*:[0-9a-fA-F.:]*)(?:/(\\d{1,3}))?");

    /** Nothing if it is no range; names are not looked up. */
    static Optional<AddressRange> parse(String text) {
        var form = FORM.matcher(text);
        if (!form.matches()) {
            return Optional.empty();
        }
        try {
            var address = InetAddress.ofLiteral(form.group(1));
            var size = address.getAddress().length * Byte.SIZE;
            var bits = form.group(2) == null ? size : Integer.parseInt(form.group(2));
            return bits > size ? Optional.empty() : Optional.of(new AddressRange(address, bits));
        } catch (IllegalArgumentException noAddress) {
            return Optional.empty();
        }
    }

    boolean contains(InetAddress other) {
        var ours = address.getAddress();
        var theirs = other.getAddress();
        if (ours.length != theirs.length) {
            return false;
        }
        var rest = ours.length * Byte.SIZE - bits;
        return new BigInteger(1, ours)
                .shiftRight(rest)
                .equals(new BigInteger(1, theirs).shiftRight(rest));
    }
}
