/** The port that is not for the public. */
@NullMarked
package video.divine.media.service.internal;

import org.jspecify.annotations.NullMarked;
