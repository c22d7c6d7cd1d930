@NullMarked
package video.divine.media.simulator.signing;

import org.jspecify.annotations.NullMarked;
