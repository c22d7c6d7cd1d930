/** Stream's notices. */
@NullMarked
package video.divine.media.gateway.webhook;

import org.jspecify.annotations.NullMarked;
