/** How much the account holds, and whether a video more may begin. */
@NullMarked
package video.divine.media.simulator.quota;

import org.jspecify.annotations.NullMarked;
