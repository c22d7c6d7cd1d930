/** Where the sagas that span Stream and the log can be cut off. */
@NullMarked
package video.divine.media.gateway.saga;

import org.jspecify.annotations.NullMarked;
