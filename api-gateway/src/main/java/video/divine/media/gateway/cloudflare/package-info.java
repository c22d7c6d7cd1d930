/** Cloudflare Stream as the gateway sees it: what it signs and what it is asked. */
@NullMarked
package video.divine.media.gateway.cloudflare;

import org.jspecify.annotations.NullMarked;
