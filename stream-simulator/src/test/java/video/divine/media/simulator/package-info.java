@NullMarked
package video.divine.media.simulator;

import org.jspecify.annotations.NullMarked;
