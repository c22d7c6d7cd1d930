@NullMarked
package video.divine.media.schemas.read;

import org.jspecify.annotations.NullMarked;
