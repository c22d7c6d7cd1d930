/** Hashes that are part of what is kept or compared: event ids, command ids, alias keys, bodies. */
@NullMarked
package video.divine.media.service.digest;

import org.jspecify.annotations.NullMarked;
