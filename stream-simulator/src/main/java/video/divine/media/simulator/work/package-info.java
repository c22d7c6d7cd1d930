/** Threads that work in the background, and their end. */
@NullMarked
package video.divine.media.simulator.work;

import org.jspecify.annotations.NullMarked;
