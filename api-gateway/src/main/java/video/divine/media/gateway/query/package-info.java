/** Reads of the processor's stores, in process or elsewhere: nobody here can tell. */
@NullMarked
package video.divine.media.gateway.query;

import org.jspecify.annotations.NullMarked;
