/** The whole service on real sockets, as its users meet it. */
@NullMarked
package video.divine.media.standalone.endtoend;

import org.jspecify.annotations.NullMarked;
