package video.divine.media.gateway.cloudflare;

import java.math.BigDecimal;
import java.util.Optional;

/**
 * What the account's videos take at Stream, open tickets among them.
 *
 * @param minutes in use
 * @param limitMinutes that may be in use; absent where Stream names none, or zero: an account that
 *     could keep nothing refuses uploads itself, and needs nobody to do it beforehand
 */
public record StorageUsage(BigDecimal minutes, Optional<BigDecimal> limitMinutes) {}
