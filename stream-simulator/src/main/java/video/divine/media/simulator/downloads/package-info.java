/** Whole files of a video, made when somebody asks for them to be. */
@NullMarked
package video.divine.media.simulator.downloads;

import org.jspecify.annotations.NullMarked;
