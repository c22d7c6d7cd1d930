package video.divine.media.standalone.registry;

import org.apache.avro.Schema;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/** Everything the log says so far. One thread applies, any may read. */
final class SchemaCatalogue {
    static final CompatibilityLevel DEFAULT_LEVEL = CompatibilityLevel.BACKWARD_TRANSITIVE;

    private final TreeMap<Integer, Schema> byId = new TreeMap<>();
    private final Map<String, Integer> idByText = new HashMap<>();
    private final TreeMap<String, TreeMap<Integer, Integer>> idByVersion = new TreeMap<>();
    private final Map<Optional<String>, CompatibilityLevel> levels = new HashMap<>();

    synchronized void apply(LogEntry entry) {
        switch (entry) {
            case LogEntry.Version(var subject, var version, var id, var schema) -> {
                byId.putIfAbsent(id, schema);
                idByText.putIfAbsent(schema.toString(), id);
                idByVersion.computeIfAbsent(subject, _ -> new TreeMap<>()).put(version, id);
            }
            case LogEntry.Level(var subject, var level) -> levels.put(subject, level);
        }
    }

    synchronized Optional<Schema> schema(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /** The id the schema has in any subject, or the next free one. */
    synchronized int idFor(Schema schema) {
        Integer known = idByText.get(schema.toString());
        return known != null ? known : byId.isEmpty() ? 1 : byId.lastKey() + 1;
    }

    synchronized List<String> subjects() {
        return List.copyOf(idByVersion.keySet());
    }

    /** Oldest first; empty if there is no such subject. */
    synchronized List<LogEntry.Version> versions(String subject) {
        var found = new ArrayList<LogEntry.Version>();
        idByVersion
                .getOrDefault(subject, new TreeMap<>())
                .forEach(
                        (version, id) -> {
                            var schema = byId.get(id);
                            if (schema != null) {
                                found.add(new LogEntry.Version(subject, version, id, schema));
                            }
                        });
        return found;
    }

    synchronized List<LogEntry.Version> versionsOf(int id) {
        return idByVersion.keySet().stream()
                .flatMap(subject -> versions(subject).stream())
                .filter(it -> it.id() == id)
                .toList();
    }

    synchronized Optional<LogEntry.Version> find(String subject, Schema schema) {
        Integer id = idByText.get(schema.toString());
        return id == null
                ? Optional.empty()
                : versions(subject).stream().filter(it -> it.id() == id).findFirst();
    }

    synchronized CompatibilityLevel globalLevel() {
        return levels.getOrDefault(Optional.<String>empty(), DEFAULT_LEVEL);
    }

    /** The subject's own rule; empty if it follows the global one. */
    synchronized Optional<CompatibilityLevel> ownLevel(String subject) {
        return Optional.ofNullable(levels.get(Optional.of(subject)));
    }

    CompatibilityLevel level(String subject) {
        return ownLevel(subject).orElseGet(this::globalLevel);
    }
}
