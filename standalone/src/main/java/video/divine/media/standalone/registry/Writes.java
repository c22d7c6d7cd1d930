package video.divine.media.standalone.registry;

import org.apache.avro.Schema;

import tools.jackson.databind.JsonNode;

import video.divine.media.standalone.registry.SchemaLog.Step;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** The two requests that change something. */
final class Writes {
    private final SchemaCatalogue catalogue;
    private final SchemaLog log;

    Writes(SchemaCatalogue catalogue, SchemaLog log) {
        this.catalogue = catalogue;
        this.log = log;
    }

    Reply register(String subject, JsonNode body) {
        if (body.path("id").asInt(-1) > 0 || body.path("version").asInt(-1) > 0) {
            return Reply.problem(
                    422, 42205, "Ids and versions are given by the registry: no import mode here.");
        }
        return switch (Candidate.of(body)) {
            case Candidate.Refused(var reply) -> reply;
            case Candidate.Accepted(var schema) ->
                    // Most registrations repeat one of an earlier start, and need no log.
                    catalogue
                            .find(subject, schema)
                            .map(it -> registered(it.id()))
                            .orElseGet(() -> log.write(() -> decide(subject, schema)));
        };
    }

    Reply setLevel(Optional<String> subject, JsonNode body) {
        var level = CompatibilityLevel.named(body.path("compatibility").asString(""));
        if (level.isEmpty()) {
            return Reply.invalidLevel();
        }
        var chosen = level.get();
        return log.write(
                () ->
                        new Step(
                                new LogEntry.Level(subject, chosen),
                                Reply.ok(Map.of("compatibility", chosen.name()))));
    }

    private Step decide(String subject, Schema schema) {
        var known = catalogue.find(subject, schema);
        if (known.isPresent()) {
            return Step.answer(registered(known.get().id()));
        }
        var versions = catalogue.versions(subject);
        var differences =
                catalogue
                        .level(subject)
                        .differences(
                                schema, versions.stream().map(LogEntry.Version::schema).toList());
        if (!differences.isEmpty()) {
            return Step.answer(incompatible(subject, differences));
        }
        int version = versions.isEmpty() ? 1 : versions.getLast().version() + 1;
        int id = catalogue.idFor(schema);
        return new Step(new LogEntry.Version(subject, version, id, schema), registered(id));
    }

    private static Reply registered(int id) {
        return Reply.ok(Map.of("id", id));
    }

    private static Reply incompatible(String subject, List<String> differences) {
        return Reply.problem(
                409,
                409,
                "Schema being registered is incompatible with an earlier schema for subject \"%s\", details: %s"
                        .formatted(subject, differences));
    }
}
