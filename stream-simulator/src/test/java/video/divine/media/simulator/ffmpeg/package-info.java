@NullMarked
package video.divine.media.simulator.ffmpeg;

import org.jspecify.annotations.NullMarked;
