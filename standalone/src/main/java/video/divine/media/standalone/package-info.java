/** Everything in one process: the embedded default, and the stage of the end-to-end tests. */
@NullMarked
package video.divine.media.standalone;

import org.jspecify.annotations.NullMarked;
