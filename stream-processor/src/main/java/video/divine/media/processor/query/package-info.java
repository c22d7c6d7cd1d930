/** Reads of the stores that this process runs. */
@NullMarked
package video.divine.media.processor.query;

import org.jspecify.annotations.NullMarked;
