@NullMarked
package video.divine.media.simulator.webhook;

import org.jspecify.annotations.NullMarked;
