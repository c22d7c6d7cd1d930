/** How gateways read the stores of processors: the names that both sides must agree on. */
@NullMarked
package video.divine.media.schemas.read;

import org.jspecify.annotations.NullMarked;
