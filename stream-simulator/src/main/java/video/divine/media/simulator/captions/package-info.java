/** Texts that are shown with a video, one track a language. */
@NullMarked
package video.divine.media.simulator.captions;

import org.jspecify.annotations.NullMarked;
