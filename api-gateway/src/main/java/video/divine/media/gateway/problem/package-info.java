/** Every error that a caller can see: one status and one body for each. */
@NullMarked
package video.divine.media.gateway.problem;

import org.jspecify.annotations.NullMarked;
