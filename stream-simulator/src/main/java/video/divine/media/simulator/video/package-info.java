/** A video as Stream knows it, and the catalogue that forgets none on restart. */
@NullMarked
package video.divine.media.simulator.video;

import org.jspecify.annotations.NullMarked;
