/** The document that clients are written from, held to the specification and to the gateway. */
@NullMarked
package video.divine.media.gateway.openapi;

import org.jspecify.annotations.NullMarked;
