/**
 * The account's calls at Stream, which the governor shares out among all gateways, as this gateway
 * has them.
 */
@NullMarked
package video.divine.media.gateway.governor;

import org.jspecify.annotations.NullMarked;
