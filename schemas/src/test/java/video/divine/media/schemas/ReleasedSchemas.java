package video.divine.media.schemas;

import org.apache.avro.Schema;
import org.apache.avro.SchemaCompatibility;
import org.apache.avro.SchemaFormatter;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * The versions of every contract that ever left the house, each in {@code
 * <contract>/v<number>.avsc}. Topics and stores keep records of all of them for ever.
 */
final class ReleasedSchemas {
    static final String HOW_TO_RELEASE =
            "When it goes out, run mvn -pl schemas test -Dtest=SchemaReleaseTest -Drelease-schemas"
                    + " and commit what that writes.";

    /** What a contract is to its released versions. */
    sealed interface Verdict {
        /** It is the last version. */
        record Released(int version) implements Verdict {}

        /** It may be released, as {@code version}. */
        record Unreleased(int version, String message) implements Verdict {}

        /** It cannot read what is out there. */
        record Incompatible(String message) implements Verdict {}
    }

    private record Version(int number, Schema schema) {}

    private final Path folder;

    ReleasedSchemas(Path folder) {
        this.folder = folder;
    }

    /** The contracts with at least one version. */
    List<String> contracts() throws IOException {
        if (Files.notExists(folder)) {
            return List.of();
        }
        try (var entries = Files.list(folder)) {
            return entries.filter(Files::isDirectory)
                    .map(entry -> String.valueOf(entry.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    /** Compares it with every version, as a registry at BACKWARD_TRANSITIVE does. */
    Verdict verdict(Contract contract) throws IOException {
        var versions = versions(contract.name());
        var reasons =
                versions.stream()
                        .map(version -> incompatibility(contract, version))
                        .filter(reason -> !reason.isEmpty())
                        .collect(Collectors.joining("\n"));
        if (!reasons.isEmpty()) {
            return new Verdict.Incompatible(reasons);
        }
        var next = versions.size() + 1;
        if (versions.isEmpty()) {
            return new Verdict.Unreleased(
                    next, "%s is new and unreleased. %s".formatted(contract, HOW_TO_RELEASE));
        }
        // By text, as a registry compares: documentation makes a version too.
        var last = versions.getLast();
        return last.schema().toString().equals(contract.schema().toString())
                ? new Verdict.Released(last.number())
                : new Verdict.Unreleased(
                        next,
                        "%s has changed since v%d, compatibly. %s"
                                .formatted(contract, last.number(), HOW_TO_RELEASE));
    }

    /** Writes the contract's next version; a version that is there is never touched. */
    void release(Contract contract, Verdict.Unreleased verdict) throws IOException {
        var file = file(contract.name(), verdict.version());
        Files.createDirectories(folder.resolve(contract.name()));
        Files.writeString(
                file,
                SchemaFormatter.format("json/pretty", contract.schema()) + "\n",
                StandardOpenOption.CREATE_NEW);
    }

    private static String incompatibility(Contract contract, Version version) {
        if (incompatibilities(contract.schema(), version.schema()).isEmpty()) {
            return "";
        }
        var released = Contract.named(version.schema());
        // Of a union Avro says only that a branch is missing; the branch itself tells why.
        var parts =
                Contract.named(contract.schema()).entrySet().stream()
                        .filter(part -> released.containsKey(part.getKey()))
                        .flatMap(
                                part ->
                                        reasons(
                                                part.getValue(),
                                                Objects.requireNonNull(
                                                        released.get(part.getKey()))));
        return "Expected %s to read its released v%d, but: %s"
                .formatted(
                        contract,
                        version.number(),
                        Stream.concat(reasons(contract.schema(), version.schema()), parts)
                                .distinct()
                                .collect(Collectors.joining("; ")));
    }

    private static Stream<String> reasons(Schema reader, Schema writer) {
        return incompatibilities(reader, writer).stream()
                .map(
                        found ->
                                "%s in %s at %s: %s"
                                        .formatted(
                                                found.getType(),
                                                reader.getFullName(),
                                                found.getLocation(),
                                                found.getMessage()));
    }

    private static List<SchemaCompatibility.Incompatibility> incompatibilities(
            Schema reader, Schema writer) {
        return SchemaCompatibility.checkReaderWriterCompatibility(reader, writer)
                .getResult()
                .getIncompatibilities();
    }

    /** From v1 on; a gap would end the list and hide what follows, so it is refused. */
    private List<Version> versions(String contract) throws IOException {
        var versions = new ArrayList<Version>();
        for (var number = 1; Files.exists(file(contract, number)); number++) {
            var text = Files.readString(file(contract, number));
            versions.add(new Version(number, new Schema.Parser().parse(text)));
        }
        var files = count(folder.resolve(contract));
        if (files != versions.size()) {
            throw new IllegalStateException(
                    "Expected v1.avsc to v%d.avsc and nothing else for %s, but found %d files"
                            .formatted(versions.size(), contract, files));
        }
        return versions;
    }

    private static long count(Path contract) throws IOException {
        if (Files.notExists(contract)) {
            return 0;
        }
        try (var files = Files.list(contract)) {
            return files.count();
        }
    }

    private Path file(String contract, int version) {
        return folder.resolve(contract).resolve("v" + version + ".avsc");
    }
}
