package video.divine.media.schemas.registry;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.apache.avro.Schema;
import org.junit.jupiter.api.Test;

class InMemorySchemaRegistryTest {
    private final InMemorySchemaRegistry registry = new InMemorySchemaRegistry();

    @Test
    void equalSchemasShareAnIdAcrossSubjects() {
        assertThat(registry.register("a-value", Greeting.SCHEMA$)).isEqualTo(1);
        assertThat(registry.register("b-value", Greeting.EARLIER)).isEqualTo(2);
        assertThat(registry.register("b-value", Greeting.SCHEMA$)).isEqualTo(1);
        assertThat(registry.schema(2)).isEqualTo(Greeting.EARLIER);
    }

    @Test
    void everyEarlierVersionMustBeReadable() {
        registry.register("a-value", record("{\"name\":\"x\",\"type\":\"int\"}"));
        registry.register("a-value", record(""));
        // Readable for the last version, which has no x, but not for the first.
        var third = record("{\"name\":\"x\",\"type\":\"string\",\"default\":\"\"}");

        assertThatThrownBy(() -> registry.register("a-value", third))
                .isInstanceOf(IncompatibleSchemaException.class);
        assertThat(registry.register("b-value", third)).isEqualTo(3);
    }

    @Test
    void anAliasMakesAnotherSchema() {
        var plain = record("{\"name\":\"x\",\"type\":\"int\"}");
        var aliased = record("{\"name\":\"x\",\"type\":\"int\",\"aliases\":[\"y\"]}");

        assertThat(registry.register("a-value", plain))
                .isNotEqualTo(registry.register("a-value", aliased));
    }

    @Test
    void anUnknownIdIsSaidToBeUnknown() {
        assertThatThrownBy(() -> registry.schema(1)).isInstanceOf(UnknownSchemaException.class);
    }

    private static Schema record(String fields) {
        return new Schema.Parser()
                .parse("{\"type\":\"record\",\"name\":\"R\",\"fields\":[" + fields + "]}");
    }
}
