/** What bin/cluster asks the brokers. */
@NullMarked
package video.divine.media.cluster;

import org.jspecify.annotations.NullMarked;
