/** What tests of the processor share. */
@NullMarked
package video.divine.media.processor;

import org.jspecify.annotations.NullMarked;
