/** The only place that knows both Avro and the domain. */
@NullMarked
package video.divine.media.processor.codec;

import org.jspecify.annotations.NullMarked;
