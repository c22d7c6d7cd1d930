@NullMarked
package video.divine.media.simulator.video;

import org.jspecify.annotations.NullMarked;
