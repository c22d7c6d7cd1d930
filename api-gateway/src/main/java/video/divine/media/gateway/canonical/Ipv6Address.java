package video.divine.media.gateway.canonical;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Collectors;

/** IPv6 addresses (WHATWG URL, section 3.5) in the spelling of RFC 5952; no zones. */
final class Ipv6Address {
    private static final int PIECES = 8;
    private static final Pattern PIECE = Pattern.compile("[0-9a-fA-F]{1,4}");
    private static final String BYTE = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])";
    private static final Pattern DOTTED =
            Pattern.compile(BYTE + "\\." + BYTE + "\\." + BYTE + "\\." + BYTE);

    private Ipv6Address() {}

    /** The address without brackets; empty when the text is none. */
    static Optional<String> parse(String text) {
        int gap = text.indexOf("::");
        if (gap < 0) {
            return pieces(text, true)
                    .filter(pieces -> pieces.size() == PIECES)
                    .map(Ipv6Address::print);
        }
        var head = pieces(text.substring(0, gap), false);
        var tail = pieces(text.substring(gap + 2), true);
        if (head.isEmpty() || tail.isEmpty()) {
            return Optional.empty();
        }
        int zeroes = PIECES - head.get().size() - tail.get().size();
        if (zeroes < 1) {
            return Optional.empty();
        }
        var all = new ArrayList<>(head.get());
        all.addAll(Collections.nCopies(zeroes, 0));
        all.addAll(tail.get());
        return Optional.of(print(all));
    }

    private static Optional<List<Integer>> pieces(String text, boolean mayEndInIpv4) {
        var pieces = new ArrayList<Integer>();
        if (text.isEmpty()) {
            return Optional.of(pieces);
        }
        var parts = text.split(":", -1);
        for (int i = 0; i < parts.length; i++) {
            var dotted = DOTTED.matcher(parts[i]);
            if (PIECE.matcher(parts[i]).matches()) {
                pieces.add(Integer.parseInt(parts[i], 16));
            } else if (mayEndInIpv4 && i == parts.length - 1 && dotted.matches()) {
                pieces.add(octet(dotted.group(1)) << 8 | octet(dotted.group(2)));
                pieces.add(octet(dotted.group(3)) << 8 | octet(dotted.group(4)));
            } else {
                return Optional.empty();
            }
        }
        return Optional.of(pieces);
    }

    private static int octet(String digits) {
        return Integer.parseInt(digits);
    }

    /** The first of the longest runs of two or more zeroes becomes a double colon. */
    private static String print(List<Integer> pieces) {
        int bestStart = 0;
        int bestLength = 1;
        int length = 0;
        for (int i = 0; i < PIECES; i++) {
            length = pieces.get(i) == 0 ? length + 1 : 0;
            if (length > bestLength) {
                bestLength = length;
                bestStart = i - length + 1;
            }
        }
        if (bestLength < 2) {
            return hex(pieces);
        }
        return hex(pieces.subList(0, bestStart))
                + "::"
                + hex(pieces.subList(bestStart + bestLength, PIECES));
    }

    private static String hex(List<Integer> pieces) {
        return pieces.stream().map(Integer::toHexString).collect(Collectors.joining(":"));
    }
}
