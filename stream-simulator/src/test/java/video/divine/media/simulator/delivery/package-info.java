@NullMarked
package video.divine.media.simulator.delivery;

import org.jspecify.annotations.NullMarked;
