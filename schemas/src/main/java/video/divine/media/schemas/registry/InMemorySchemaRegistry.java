package video.divine.media.schemas.registry;

import org.apache.avro.Schema;
import org.apache.avro.SchemaValidationException;
import org.apache.avro.SchemaValidator;
import org.apache.avro.SchemaValidatorBuilder;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A registry inside the process, for tests and topology test drivers. As the real one does, it
 * numbers schemas from 1, gives equal schemas one id across subjects, and refuses a version that
 * cannot read every earlier one of its subject (BACKWARD_TRANSITIVE).
 */
public final class InMemorySchemaRegistry implements SchemaRegistry {
    private static final SchemaValidator BACKWARD_TRANSITIVE =
            new SchemaValidatorBuilder().canReadStrategy().validateAll();

    private final Map<String, List<Schema>> versions = new HashMap<>();
    private final List<Schema> schemas = new ArrayList<>();

    @Override
    public synchronized int register(String subject, Schema schema) {
        var earlier = versions.computeIfAbsent(subject, _ -> new ArrayList<>());
        if (!holds(earlier, schema)) {
            // The validator wants the newest first.
            var newestFirst = earlier.reversed();
            try {
                BACKWARD_TRANSITIVE.validate(schema, newestFirst);
            } catch (SchemaValidationException e) {
                throw new IncompatibleSchemaException(
                        subject,
                        "Expected the schema %s to read every version of %s, but: %s"
                                .formatted(schema.getFullName(), subject, e.getMessage()));
            }
            earlier.add(schema);
        }
        if (!holds(schemas, schema)) {
            schemas.add(schema);
        }
        return indexOf(schemas, schema) + 1;
    }

    @Override
    public synchronized Schema schema(int id) {
        if (id < 1 || id > schemas.size()) {
            throw new UnknownSchemaException(id, "The registry has no schema of id " + id + ".");
        }
        return schemas.get(id - 1);
    }

    private static boolean holds(List<Schema> known, Schema schema) {
        return indexOf(known, schema) >= 0;
    }

    /** By text, as the registry compares: Schema.equals overlooks aliases and documentation. */
    private static int indexOf(List<Schema> known, Schema schema) {
        var text = schema.toString();
        for (int i = 0; i < known.size(); i++) {
            if (known.get(i).toString().equals(text)) {
                return i;
            }
        }
        return -1;
    }
}
