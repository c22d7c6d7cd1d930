/** How to reach Kafka. */
@NullMarked
package video.divine.media.service.kafka;

import org.jspecify.annotations.NullMarked;
