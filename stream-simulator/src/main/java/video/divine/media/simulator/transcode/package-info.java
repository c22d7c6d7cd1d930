/** From an uploaded file to HLS and DASH, one video after the other. */
@NullMarked
package video.divine.media.simulator.transcode;

import org.jspecify.annotations.NullMarked;
