package video.divine.media.standalone.registry;

import org.apache.avro.Schema;

import java.util.Optional;

/** Avro schemas as text. */
final class SchemaText {
    private SchemaText() {}

    /**
     * Parses what a client sent. Its canonical text is {@link Schema#toString()}: attributes in one
     * order, no white space, documentation, aliases and defaults kept.
     *
     * @return empty if it is no Avro schema
     */
    static Optional<Schema> parse(String text) {
        try {
            return Optional.of(new Schema.Parser().parse(text));
        } catch (RuntimeException _) {
            // SchemaParseException for most mistakes; stranger input also makes the parser throw
            // AvroTypeException, ClassCastException and their like. The input is wrong either way.
            return Optional.empty();
        }
    }
}
