package video.divine.media.simulator.signing;

import java.net.InetAddress;
import java.util.List;

/** Who may use a token, or may not. */
public sealed interface AccessRule {
    /** Whether whom it matches is let in, rather than kept out. */
    boolean allows();

    /** {@code any}: everybody. */
    record Any(boolean allows) implements AccessRule {}

    /** {@code ip.src}: who comes from one of the ranges. */
    record Source(boolean allows, List<AddressRange> ranges) implements AccessRule {
        public Source {
            ranges = List.copyOf(ranges);
        }
    }

    /**
     * {@code ip.geoip.country}: nobody here. Loopback and private addresses, which are all a
     * simulator sees, lie in no country, and we have no map of the others.
     */
    record Country(boolean allows, List<String> countries) implements AccessRule {
        public Country {
            countries = List.copyOf(countries);
        }
    }

    default boolean matches(InetAddress client) {
        return switch (this) {
            case Any _ -> true;
            case Source(_, var ranges) -> ranges.stream().anyMatch(range -> range.contains(client));
            case Country _ -> false;
        };
    }
}
