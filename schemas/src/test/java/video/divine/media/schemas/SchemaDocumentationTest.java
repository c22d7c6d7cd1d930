package video.divine.media.schemas;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.avro.Schema;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.util.Collection;
import java.util.List;
import java.util.stream.Stream;

class SchemaDocumentationTest {
    @Test
    void everyTypeAndFieldIsDocumented() throws IOException {
        var schemas = Contract.sources();

        assertThat(schemas).isNotEmpty();
        assertThat(schemas.stream().flatMap(SchemaDocumentationTest::undocumented)).isEmpty();
    }

    @Test
    void whatHasNoDocumentationIsFound() {
        var schema =
                new Schema.Parser()
                        .parse(
                                """
                                {"type": "record", "name": "R", "doc": "Said.", "fields": [
                                  {"name": "said", "type": "int", "doc": "Said."},
                                  {"name": "blank", "type": "int", "doc": " "},
                                  {"name": "kind", "doc": "Said.",
                                   "type": {"type": "enum", "name": "E", "symbols": ["A"]}}
                                ]}""");

        assertThat(undocumented(schema)).containsExactly("R.blank", "E");
    }

    private static Stream<String> undocumented(Schema schema) {
        return Contract.named(schema).values().stream()
                .map(SchemaDocumentationTest::undocumentedParts)
                .flatMap(Collection::stream);
    }

    private static List<String> undocumentedParts(Schema named) {
        var fields =
                named.getType() == Schema.Type.RECORD ? named.getFields() : List.<Schema.Field>of();
        return Stream.concat(
                        Stream.of(named)
                                .filter(schema -> isBlank(schema.getDoc()))
                                .map(Schema::getFullName),
                        fields.stream()
                                .filter(field -> isBlank(field.doc()))
                                .map(field -> named.getFullName() + "." + field.name()))
                .toList();
    }

    private static boolean isBlank(@Nullable String doc) {
        return doc == null || doc.isBlank();
    }
}
