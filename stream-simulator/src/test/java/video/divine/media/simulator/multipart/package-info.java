@NullMarked
package video.divine.media.simulator.multipart;

import org.jspecify.annotations.NullMarked;
