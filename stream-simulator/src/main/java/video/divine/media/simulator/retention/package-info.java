/** The end of videos that have one. */
@NullMarked
package video.divine.media.simulator.retention;

import org.jspecify.annotations.NullMarked;
