/** What all routes share: bodies, authentication, headers. */
@NullMarked
package video.divine.media.gateway.http;

import org.jspecify.annotations.NullMarked;
