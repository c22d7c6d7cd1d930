/** The noun user: what one publisher has. */
@NullMarked
package video.divine.media.gateway.publisher;

import org.jspecify.annotations.NullMarked;
