package video.divine.media.schemas;

import org.apache.avro.Schema;
import org.apache.avro.specific.SpecificData;

import video.divine.media.avro.read.ReadAnswer;
import video.divine.media.schemas.read.ReadProtocol;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/**
 * A schema that a registry holds versions of, with all that is nested in it.
 *
 * @param name the subject of a topic's values; of the rows of a store, whose changelog subject
 *     begins with the deployment's application id, the record's full name
 * @param schema as the serde registers it
 */
record Contract(String name, Schema schema) {
    private static final Path SOURCES = Path.of("src", "main", "avro");

    /** Services tell each other rows too, which stay contracts of their own. */
    private static final Contract READS =
            new Contract(ReadProtocol.TOPIC + "-value", ReadAnswer.getClassSchema());

    private static final String SUFFIX = ".avsc";
    private static final String PACKAGE = "video.divine.media.avro.";

    @Override
    public String toString() {
        return name;
    }

    /**
     * Every one there is: the topics' values, then the records that no other one is made of, then
     * what services tell each other.
     */
    static List<Contract> all() throws IOException {
        var contracts = new ArrayList<Contract>();
        for (var topic : MediaTopic.values()) {
            topic.valueSchema()
                    .ifPresent(
                            schema ->
                                    contracts.add(new Contract(topic.topic() + "-value", schema)));
        }
        var covered = new LinkedHashSet<String>();
        contracts.forEach(contract -> covered.addAll(named(contract.schema()).keySet()));
        var nested = new LinkedHashSet<String>();
        for (var source : sources(SOURCES, PACKAGE)) {
            nested.addAll(named(source).keySet().stream().skip(1).toList());
        }
        for (var source : sources(SOURCES, PACKAGE)) {
            var name = source.getFullName();
            if (!covered.contains(name) && !nested.contains(name)) {
                contracts.add(new Contract(name, source));
            }
        }
        contracts.add(READS);
        return contracts;
    }

    /** The schema of each file below src/main/avro, as its class has it. */
    static List<Schema> sources() throws IOException {
        return Stream.concat(
                        sources(SOURCES, PACKAGE).stream(),
                        sources(SOURCES.resolve("read"), PACKAGE + "read.").stream())
                .toList();
    }

    private static List<Schema> sources(Path folder, String prefix) throws IOException {
        try (var files = Files.list(folder)) {
            return files.map(Path::getFileName)
                    .map(Path::toString)
                    .filter(file -> file.endsWith(SUFFIX))
                    .map(file -> file.substring(0, file.length() - SUFFIX.length()))
                    .sorted()
                    .map(name -> generated(prefix + name))
                    .toList();
        }
    }

    /** All named schemas in it by full name, itself first. */
    static Map<String, Schema> named(Schema schema) {
        var found = new LinkedHashMap<String, Schema>();
        collect(schema, found);
        return found;
    }

    private static void collect(Schema schema, Map<String, Schema> found) {
        switch (schema.getType()) {
            case RECORD -> {
                if (found.putIfAbsent(schema.getFullName(), schema) == null) {
                    schema.getFields().forEach(field -> collect(field.schema(), found));
                }
            }
            case ENUM, FIXED -> found.putIfAbsent(schema.getFullName(), schema);
            case ARRAY -> collect(schema.getElementType(), found);
            case MAP -> collect(schema.getValueType(), found);
            case UNION -> schema.getTypes().forEach(branch -> collect(branch, found));
            case STRING, BYTES, INT, LONG, FLOAT, DOUBLE, BOOLEAN, NULL -> {}
        }
    }

    private static Schema generated(String name) {
        try {
            return SpecificData.get().getSchema(Class.forName(name));
        } catch (ClassNotFoundException missing) {
            throw new AssertionError("no class was generated from " + name + SUFFIX, missing);
        }
    }
}
