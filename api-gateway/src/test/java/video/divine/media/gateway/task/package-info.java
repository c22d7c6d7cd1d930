@NullMarked
package video.divine.media.gateway.task;

import org.jspecify.annotations.NullMarked;
