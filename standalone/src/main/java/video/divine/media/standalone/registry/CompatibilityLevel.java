package video.divine.media.standalone.registry;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/**
 * What a new version owes the ones before it. BACKWARD: it reads them. FORWARD: they read it. FULL:
 * both. The last version alone, or every one (TRANSITIVE).
 */
enum CompatibilityLevel {
    NONE(false, false, false),
    BACKWARD(true, false, false),
    BACKWARD_TRANSITIVE(true, false, true),
    FORWARD(false, true, false),
    FORWARD_TRANSITIVE(false, true, true),
    FULL(true, true, false),
    FULL_TRANSITIVE(true, true, true);

    private final boolean reads;
    private final boolean isRead;
    private final boolean transitive;

    CompatibilityLevel(boolean reads, boolean isRead, boolean transitive) {
        this.reads = reads;
        this.isRead = isRead;
        this.transitive = transitive;
    }

    /** In any case, as the API takes it. */
    static Optional<CompatibilityLevel> named(String name) {
        for (var level : values()) {
            if (level.name().equals(name.toUpperCase(Locale.ROOT))) {
                return Optional.of(level);
            }
        }
        return Optional.empty();
    }

    /**
     * Says where {@code candidate} fails.
     *
     * @param versions of the subject, oldest first
     * @return one sentence for each difference; empty if it is compatible
     */
    List<String> differences(Schema candidate, List<Schema> versions) {
        var owed =
                transitive || versions.isEmpty()
                        ? versions.reversed()
                        : List.of(versions.getLast());
        var differences = new ArrayList<String>();
        for (var version : owed) {
            if (reads) {
                check("The new schema cannot read an old one", candidate, version, differences);
            }
            if (isRead) {
                check("An old schema cannot read the new one", version, candidate, differences);
            }
        }
        return differences;
    }

    private static void check(String what, Schema reader, Schema writer, List<String> differences) {
        SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities()
                .forEach(
                        it ->
                                differences.add(
                                        "%s: %s at %s, %s"
                                                .formatted(
                                                        what,
                                                        it.getType(),
                                                        it.getLocation(),
                                                        it.getMessage())));
    }
}
