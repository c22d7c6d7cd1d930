/** What operators ask, on a port of its own and under a token of its own. */
@NullMarked
package video.divine.media.gateway.operator;

import org.jspecify.annotations.NullMarked;
