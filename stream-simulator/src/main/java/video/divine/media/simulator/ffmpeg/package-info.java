/** Finding ffmpeg and ffprobe, and running them with a deadline. */
@NullMarked
package video.divine.media.simulator.ffmpeg;

import org.jspecify.annotations.NullMarked;
