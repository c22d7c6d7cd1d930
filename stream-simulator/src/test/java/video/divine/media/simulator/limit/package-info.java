@NullMarked
package video.divine.media.simulator.limit;

import org.jspecify.annotations.NullMarked;
