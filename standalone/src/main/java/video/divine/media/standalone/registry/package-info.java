/**
 * A schema registry with the REST API of Confluent's, over one compacted topic.
 *
 * <p>Avro only, no references, no deletion: what serdes, clients and build plug-ins need. The API
 * and its error codes: "Schema Registry API Reference" of Confluent's documentation.
 */
@NullMarked
package video.divine.media.standalone.registry;

import org.jspecify.annotations.NullMarked;
