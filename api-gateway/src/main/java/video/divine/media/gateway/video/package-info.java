/** The noun video: uploads, reads, history, deletion. */
@NullMarked
package video.divine.media.gateway.video;

import org.jspecify.annotations.NullMarked;
