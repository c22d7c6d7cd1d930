/** A start that waits for what it needs, and an end that lets others notice. */
@NullMarked
package video.divine.media.service.start;

import org.jspecify.annotations.NullMarked;
