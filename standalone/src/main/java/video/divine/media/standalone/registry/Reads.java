package video.divine.media.standalone.registry;

import org.apache.avro.Schema;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Function;

/** The requests that only look: answered from the catalogue, also while Kafka is away. */
final class Reads {
    private static final JsonMapper JSON = new JsonMapper();

    private final SchemaCatalogue catalogue;

    Reads(SchemaCatalogue catalogue) {
        this.catalogue = catalogue;
    }

    Reply subjects(String prefix) {
        return Reply.ok(catalogue.subjects().stream().filter(it -> it.startsWith(prefix)).toList());
    }

    Reply versions(String subject) {
        var versions = catalogue.versions(subject);
        return versions.isEmpty()
                ? Reply.subjectNotFound(subject)
                : Reply.ok(versions.stream().map(LogEntry.Version::version).toList());
    }

    Reply lookUp(String subject, JsonNode body) {
        if (catalogue.versions(subject).isEmpty()) {
            return Reply.subjectNotFound(subject);
        }
        return switch (Candidate.of(body)) {
            case Candidate.Refused(var reply) -> reply;
            case Candidate.Accepted(var schema) ->
                    catalogue
                            .find(subject, schema)
                            .map(Reads::described)
                            .orElseGet(Reply::schemaNotFound);
        };
    }

    Reply version(String subject, String version) {
        return withVersion(subject, version, Reads::described);
    }

    Reply versionText(String subject, String version) {
        return withVersion(subject, version, it -> raw(it.schema()));
    }

    Reply schema(String id) {
        return withSchema(id, (_, it) -> Reply.ok(Map.of("schema", it.toString())));
    }

    Reply schemaText(String id) {
        return withSchema(id, (_, it) -> raw(it));
    }

    Reply subjectsOf(String id) {
        return withSchema(
                id,
                (number, _) ->
                        Reply.ok(
                                catalogue.versionsOf(number).stream()
                                        .map(LogEntry.Version::subject)
                                        .distinct()
                                        .toList()));
    }

    Reply versionsOf(String id) {
        return withSchema(
                id,
                (number, _) ->
                        Reply.ok(
                                catalogue.versionsOf(number).stream()
                                        .map(
                                                it ->
                                                        Map.of(
                                                                "subject", it.subject(),
                                                                "version", it.version()))
                                        .toList()));
    }

    /**
     * Tries a schema without registering it.
     *
     * @param version against this one alone; empty: as a registration would be tried
     */
    Reply isCompatible(String subject, Optional<String> version, JsonNode body, boolean verbose) {
        return switch (Candidate.of(body)) {
            case Candidate.Refused(var reply) -> reply;
            case Candidate.Accepted(var schema) ->
                    version.map(
                                    it ->
                                            withVersion(
                                                    subject,
                                                    it,
                                                    found ->
                                                            verdict(
                                                                    subject,
                                                                    schema,
                                                                    List.of(found),
                                                                    verbose)))
                            .orElseGet(
                                    () ->
                                            verdict(
                                                    subject,
                                                    schema,
                                                    catalogue.versions(subject),
                                                    verbose));
        };
    }

    Reply globalLevel() {
        return level(catalogue.globalLevel());
    }

    Reply level(String subject, boolean defaultToGlobal) {
        return catalogue
                .ownLevel(subject)
                .or(() -> defaultToGlobal ? Optional.of(catalogue.globalLevel()) : Optional.empty())
                .map(Reads::level)
                .orElseGet(() -> Reply.levelNotFound(subject));
    }

    private static Reply level(CompatibilityLevel level) {
        return Reply.ok(Map.of("compatibilityLevel", level.name()));
    }

    private Reply verdict(
            String subject, Schema schema, List<LogEntry.Version> versions, boolean verbose) {
        var differences =
                catalogue
                        .level(subject)
                        .differences(
                                schema, versions.stream().map(LogEntry.Version::schema).toList());
        var body = new LinkedHashMap<String, Object>();
        body.put("is_compatible", differences.isEmpty());
        if (verbose) {
            body.put("messages", differences);
        }
        return Reply.ok(body);
    }

    private Reply withVersion(
            String subject, String version, Function<LogEntry.Version, Reply> answer) {
        boolean latest = version.equals("latest") || version.equals("-1");
        int number = latest ? Integer.MAX_VALUE : positive(version);
        if (number < 1) {
            return Reply.invalidVersion(version);
        }
        var versions = catalogue.versions(subject);
        if (versions.isEmpty()) {
            return Reply.subjectNotFound(subject);
        }
        if (latest) {
            return answer.apply(versions.getLast());
        }
        return versions.stream()
                .filter(it -> it.version() == number)
                .findFirst()
                .map(answer)
                .orElseGet(() -> Reply.versionNotFound(number));
    }

    private Reply withSchema(String id, BiFunction<Integer, Schema, Reply> answer) {
        int number = positive(id);
        return catalogue
                .schema(number)
                .map(it -> answer.apply(number, it))
                .orElseGet(() -> Reply.problem(404, 40403, "Schema " + id + " not found"));
    }

    private static Reply described(LogEntry.Version version) {
        var body = new LinkedHashMap<String, Object>();
        body.put("subject", version.subject());
        body.put("version", version.version());
        body.put("id", version.id());
        body.put("schema", version.schema().toString());
        return Reply.ok(body);
    }

    private static Reply raw(Schema schema) {
        return Reply.ok(JSON.readTree(schema.toString()));
    }

    /** Zero where it is no number from 1 to 2^31-1. */
    private static int positive(String number) {
        try {
            return Math.max(0, Integer.parseInt(number));
        } catch (NumberFormatException _) {
            return 0;
        }
    }
}
