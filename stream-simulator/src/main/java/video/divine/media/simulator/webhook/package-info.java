/** The one subscription of an account, its signature and its deliveries. */
@NullMarked
package video.divine.media.simulator.webhook;

import org.jspecify.annotations.NullMarked;
