/** Videos that are parts of others. */
@NullMarked
package video.divine.media.simulator.clip;

import org.jspecify.annotations.NullMarked;
