/** The topic catalogue: every topic of the service, with what is kept in it and for how long. */
@NullMarked
package video.divine.media.schemas;

import org.jspecify.annotations.NullMarked;
