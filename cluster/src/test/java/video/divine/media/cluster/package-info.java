/** The service on many machines, as its clients and operators meet it. */
@NullMarked
package video.divine.media.cluster;

import org.jspecify.annotations.NullMarked;
