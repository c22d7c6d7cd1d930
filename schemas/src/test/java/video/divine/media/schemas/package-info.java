@NullMarked
package video.divine.media.schemas;

import org.jspecify.annotations.NullMarked;
