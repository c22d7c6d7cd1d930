/** Starting and stopping Kafka Streams. */
@NullMarked
package video.divine.media.processor.runtime;

import org.jspecify.annotations.NullMarked;
