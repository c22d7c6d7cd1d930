@NullMarked
package video.divine.media.gateway.cloudflare;

import org.jspecify.annotations.NullMarked;
