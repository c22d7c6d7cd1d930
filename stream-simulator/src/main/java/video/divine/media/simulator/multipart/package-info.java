/** Files in bodies of {@code multipart/form-data} (RFC 7578). */
@NullMarked
package video.divine.media.simulator.multipart;

import org.jspecify.annotations.NullMarked;
