@NullMarked
package video.divine.media.gateway.governor;

import org.jspecify.annotations.NullMarked;
