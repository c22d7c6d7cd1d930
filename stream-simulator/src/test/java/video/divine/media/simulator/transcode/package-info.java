@NullMarked
package video.divine.media.simulator.transcode;

import org.jspecify.annotations.NullMarked;
