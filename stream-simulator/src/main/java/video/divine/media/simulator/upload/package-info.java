/** The one-time link a creator's browser posts a file to. */
@NullMarked
package video.divine.media.simulator.upload;

import org.jspecify.annotations.NullMarked;
