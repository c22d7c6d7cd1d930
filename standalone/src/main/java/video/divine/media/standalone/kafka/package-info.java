/**
 * A Kafka broker and its controller inside this process, for the embedded default and for tests.
 *
 * <p>It composes classes of the broker that are not its public API. They belong to the pinned
 * {@code kafka.version}; a newer one may need changes here, and only here.
 */
@NullMarked
package video.divine.media.standalone.kafka;

import org.jspecify.annotations.NullMarked;
