/** The noun alias: attaching the names a video is also known by, and finding a video by one. */
@NullMarked
package video.divine.media.gateway.alias;

import org.jspecify.annotations.NullMarked;
