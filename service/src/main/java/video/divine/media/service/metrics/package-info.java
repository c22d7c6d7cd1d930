/** What of Kafka is measured, and how many series that may be. */
@NullMarked
package video.divine.media.service.metrics;

import org.jspecify.annotations.NullMarked;
