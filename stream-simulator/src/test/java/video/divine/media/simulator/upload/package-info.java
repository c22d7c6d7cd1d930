@NullMarked
package video.divine.media.simulator.upload;

import org.jspecify.annotations.NullMarked;
