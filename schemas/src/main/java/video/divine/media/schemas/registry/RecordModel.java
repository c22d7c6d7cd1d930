package video.divine.media.schemas.registry;

import org.apache.avro.Conversion;
import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;
import org.apache.avro.specific.SpecificRecord;
import org.jspecify.annotations.Nullable;

import java.util.HashMap;
import java.util.Map;

/**
 * Avro's view of one record type: the classes which its own schema names, and no other.
 *
 * <p>Since 1.12 Avro loads classes by the names in schemas only if system properties trust them
 * ({@code org.apache.avro.SERIALIZABLE_PACKAGES}), because a writer's schema is somebody else's
 * input. Here the names come from the build's own schema, are looked up once, and what a writer's
 * schema names in addition is not loaded at all.
 */
final class RecordModel extends SpecificData {
    private final Map<String, Class<?>> classes = new HashMap<>();
    private final Schema schema;

    RecordModel(Class<? extends SpecificRecord> type) {
        super(type.getClassLoader());
        // The class's own model knows the conversions of its logical types.
        var generated = SpecificData.getForClass(type);
        for (Conversion<?> conversion : generated.getConversions()) {
            addLogicalTypeConversion(conversion);
        }
        schema = generated.getSchema(type);
        collect(schema, type.getClassLoader());
    }

    Schema schema() {
        return schema;
    }

    @Override
    @SuppressWarnings("rawtypes") // as it is declared
    public @Nullable Class getClass(Schema asked) {
        return isNamed(asked) ? classes.get(asked.getFullName()) : super.getClass(asked);
    }

    private void collect(Schema part, ClassLoader loader) {
        if (isNamed(part)) {
            if (classes.containsKey(part.getFullName())) {
                return;
            }
            classes.put(part.getFullName(), load(part, loader));
        }
        switch (part.getType()) {
            case RECORD -> part.getFields().forEach(field -> collect(field.schema(), loader));
            case ARRAY -> collect(part.getElementType(), loader);
            case MAP -> collect(part.getValueType(), loader);
            case UNION -> part.getTypes().forEach(branch -> collect(branch, loader));
            case ENUM, FIXED, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private static Class<?> load(Schema named, ClassLoader loader) {
        var name = getClassName(named);
        try {
            return Class.forName(name, false, loader);
        } catch (ClassNotFoundException e) {
            throw new IllegalArgumentException("No class was generated for " + name + ".", e);
        }
    }

    private static boolean isNamed(Schema schema) {
        return switch (schema.getType()) {
            case RECORD, ENUM, FIXED -> true;
            case ARRAY, MAP, UNION, STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> false;
        };
    }
}
