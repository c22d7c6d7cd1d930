/** When Stream is asked about a video, until the video has reached an end. */
@NullMarked
package video.divine.media.processor.domain.watch;

import org.jspecify.annotations.NullMarked;
