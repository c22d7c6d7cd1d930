/**
 * Which trace a piece of work belongs to: across HTTP and Kafka, in the log, and to a collector.
 */
@NullMarked
package video.divine.media.service.tracing;

import org.jspecify.annotations.NullMarked;
