@NullMarked
package video.divine.media.simulator.api;

import org.jspecify.annotations.NullMarked;
