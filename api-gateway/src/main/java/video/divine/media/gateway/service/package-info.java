/** The gateway as a service of its own, whose processors are elsewhere. */
@NullMarked
package video.divine.media.gateway.service;

import org.jspecify.annotations.NullMarked;
