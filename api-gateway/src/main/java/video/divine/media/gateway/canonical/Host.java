package video.divine.media.gateway.canonical;

import com.ibm.icu.text.IDNA;

import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.EnumSet;
import java.util.HexFormat;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * Hosts of web URLs (WHATWG URL, section 3.5). Stricter than the standard in two points, because
 * neither can be a name in DNS nor stand in a URI: no empty labels but the one after a single
 * trailing dot, and no quotes, braces or back-quotes.
 */
final class Host {
    /** What RFC 3986 lets stand in a registered name; all that WHATWG forbids is outside of it. */
    private static final Pattern REGISTERED_NAME = Pattern.compile("[a-z0-9._~!$&'()*+,;=-]+");

    private static final Pattern EMPTY_LABEL = Pattern.compile("^\\.|\\.\\.");

    /** Checks of UTS #46 that the WHATWG switches off (CheckHyphens, VerifyDnsLength). */
    private static final Set<IDNA.Error> TOLERATED =
            EnumSet.of(
                    IDNA.Error.EMPTY_LABEL,
                    IDNA.Error.LABEL_TOO_LONG,
                    IDNA.Error.DOMAIN_NAME_TOO_LONG,
                    IDNA.Error.LEADING_HYPHEN,
                    IDNA.Error.TRAILING_HYPHEN,
                    IDNA.Error.HYPHEN_3_4);

    private Host() {}

    /** The host in ASCII and lower case without a trailing dot; empty when it is not one. */
    static Optional<String> parse(String text) {
        if (text.startsWith("[")) {
            return text.endsWith("]")
                    ? Ipv6Address.parse(text.substring(1, text.length() - 1))
                            .map(address -> "[" + address + "]")
                    : Optional.empty();
        }
        return toAscii(percentDecoded(text))
                .filter(name -> REGISTERED_NAME.matcher(name).matches())
                .filter(name -> !EMPTY_LABEL.matcher(name).find())
                .flatMap(Host::addressOrName);
    }

    private static Optional<String> addressOrName(String name) {
        var bare = name.endsWith(".") ? name.substring(0, name.length() - 1) : name;
        return Ipv4Address.endsInNumber(bare)
                ? Ipv4Address.parse(bare)
                : Optional.of(bare).filter(some -> !some.isEmpty());
    }

    private static Optional<String> toAscii(String domain) {
        var lower = domain.toLowerCase(Locale.ROOT);
        if (domain.chars().allMatch(c -> c < 0x80)
                && Arrays.stream(lower.split("\\.")).noneMatch(l -> l.startsWith("xn--"))) {
            return Optional.of(lower);
        }
        var outcome = new IDNA.Info();
        var ascii = UnicodeNames.IDNA_UTS46.nameToASCII(domain, new StringBuilder(), outcome);
        return TOLERATED.containsAll(outcome.getErrors())
                ? Optional.of(ascii.toString())
                : Optional.empty();
    }

    private static String percentDecoded(String text) {
        if (text.indexOf('%') < 0) {
            return text;
        }
        var octets = new ByteArrayOutputStream();
        var utf8 = text.getBytes(StandardCharsets.UTF_8);
        var latin = new String(utf8, StandardCharsets.ISO_8859_1);
        for (int i = 0; i < latin.length(); i++) {
            if (Escapes.isEscape(latin, i)) {
                octets.write(HexFormat.fromHexDigits(latin, i + 1, i + 3));
                i += 2;
            } else {
                octets.write(latin.charAt(i));
            }
        }
        return octets.toString(StandardCharsets.UTF_8);
    }

    /** Loads ICU's tables, some megabytes, with the first name that needs them. */
    private static final class UnicodeNames {
        static final IDNA IDNA_UTS46 =
                IDNA.getUTS46Instance(
                        IDNA.CHECK_BIDI
                                | IDNA.CHECK_CONTEXTJ
                                | IDNA.NONTRANSITIONAL_TO_ASCII
                                | IDNA.NONTRANSITIONAL_TO_UNICODE);
    }
}
