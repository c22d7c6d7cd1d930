/** Keys, and the tokens that open a private video to whoever holds one. */
@NullMarked
package video.divine.media.simulator.signing;

import org.jspecify.annotations.NullMarked;
