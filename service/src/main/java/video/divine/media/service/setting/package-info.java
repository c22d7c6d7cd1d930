/** Settings that cannot be used, and what is said of them. */
@NullMarked
package video.divine.media.service.setting;

import org.jspecify.annotations.NullMarked;
