/** Commands to Kafka and the committed outcomes that answer them. */
@NullMarked
package video.divine.media.gateway.command;

import org.jspecify.annotations.NullMarked;
