@NullMarked
package video.divine.media.simulator.tus;

import org.jspecify.annotations.NullMarked;
