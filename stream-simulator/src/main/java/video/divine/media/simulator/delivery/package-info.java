/** What a player fetches: manifests, segments, thumbnails, a page. */
@NullMarked
package video.divine.media.simulator.delivery;

import org.jspecify.annotations.NullMarked;
