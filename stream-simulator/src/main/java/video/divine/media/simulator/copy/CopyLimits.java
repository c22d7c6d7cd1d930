package video.divine.media.simulator.copy;

import java.time.Duration;
import java.util.Locale;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What may be copied.
 *
 * @param hosts names or addresses without a port, beside those of this machine; whatever they
 *     resolve to is taken
 * @param largestFile bytes
 * @param deadline of a whole copy
 * @param patience with an origin that accepts no connection or sends nothing
 * @param piece bytes that are asked for at once
 */
public record CopyLimits(
        Set<String> hosts, long largestFile, Duration deadline, Duration patience, long piece) {
    public CopyLimits {
        hosts =
                hosts.stream()
                        .map(host -> host.toLowerCase(Locale.ROOT))
                        .collect(Collectors.toUnmodifiableSet());
        if (largestFile < 1 || piece < 1) {
            throw new IllegalArgumentException(
                    "Expected a largest file and a piece of at least 1 byte, but got "
                            + largestFile
                            + " and "
                            + piece);
        }
    }

    /** Of this machine only; Cloudflare's 30 GB. The times are ours. */
    public static CopyLimits defaults() {
        return new CopyLimits(
                Set.of(),
                30_000_000_000L,
                Duration.ofMinutes(30),
                Duration.ofSeconds(20),
                16_777_216);
    }

    public CopyLimits withHosts(Set<String> changed) {
        return new CopyLimits(changed, largestFile, deadline, patience, piece);
    }
}
