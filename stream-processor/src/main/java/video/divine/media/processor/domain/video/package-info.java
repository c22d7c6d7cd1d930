/** The state machine of one video. */
@NullMarked
package video.divine.media.processor.domain.video;

import org.jspecify.annotations.NullMarked;
