/** Answers that are no success. */
@NullMarked
package video.divine.media.service.problem;

import org.jspecify.annotations.NullMarked;
