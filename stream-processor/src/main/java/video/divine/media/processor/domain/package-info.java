/**
 * The vocabulary that all deciders share. Nothing here knows Kafka, Avro, Spring or the time of
 * day.
 */
@NullMarked
package video.divine.media.processor.domain;

import org.jspecify.annotations.NullMarked;
