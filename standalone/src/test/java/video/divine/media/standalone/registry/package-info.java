@NullMarked
package video.divine.media.standalone.registry;

import org.jspecify.annotations.NullMarked;
