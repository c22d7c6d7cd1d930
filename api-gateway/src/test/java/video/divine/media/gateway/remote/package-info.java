@NullMarked
package video.divine.media.gateway.remote;

import org.jspecify.annotations.NullMarked;
