/** How to reach the schema registry. */
@NullMarked
package video.divine.media.service.registry;

import org.jspecify.annotations.NullMarked;
