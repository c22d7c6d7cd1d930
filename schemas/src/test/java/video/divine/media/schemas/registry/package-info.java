@NullMarked
package video.divine.media.schemas.registry;

import org.jspecify.annotations.NullMarked;
