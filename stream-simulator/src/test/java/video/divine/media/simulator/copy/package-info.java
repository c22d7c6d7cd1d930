@NullMarked
package video.divine.media.simulator.copy;

import org.jspecify.annotations.NullMarked;
