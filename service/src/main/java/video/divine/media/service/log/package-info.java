/** How every service logs. */
@NullMarked
package video.divine.media.service.log;

import org.jspecify.annotations.NullMarked;
