/** Deciders wired to topics and stores. */
@NullMarked
package video.divine.media.processor.topology;

import org.jspecify.annotations.NullMarked;
