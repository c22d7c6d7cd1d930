/**
 * What the processor wants done at Stream, and the housekeeping there that belongs to no video.
 *
 * <p>Everything here may be done twice: a task is written again until the video's state says that
 * it was done, and what it does is the same the second time.
 */
@NullMarked
package video.divine.media.gateway.task;

import org.jspecify.annotations.NullMarked;
