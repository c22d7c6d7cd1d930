@NullMarked
package video.divine.media.simulator.fault;

import org.jspecify.annotations.NullMarked;
