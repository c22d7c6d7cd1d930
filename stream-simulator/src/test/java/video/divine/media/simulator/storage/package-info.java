@NullMarked
package video.divine.media.simulator.storage;

import org.jspecify.annotations.NullMarked;
