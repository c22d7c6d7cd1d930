@NullMarked
package video.divine.media.standalone.kafka;

import org.jspecify.annotations.NullMarked;
