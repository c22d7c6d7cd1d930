/**
 * Avro on Kafka in Confluent's wire format, and the client of a Confluent-API schema registry.
 *
 * <p>Confluent's own client is not on Maven Central, so the REST API and the five-byte header are
 * spoken here. Any registry that serves that API will do.
 */
@NullMarked
package video.divine.media.schemas.registry;

import org.jspecify.annotations.NullMarked;
