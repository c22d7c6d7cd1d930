package video.divine.media.schemas.registry;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.apache.avro.Schema;
import org.apache.avro.SchemaParseException;

import tools.jackson.databind.json.JsonMapper;

import java.net.URLEncoder;
import java.time.InstantSource;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;

/**
 * The client of a registry that serves Confluent's REST API ({@code POST
 * /subjects/{subject}/versions}, {@code GET /schemas/ids/{id}}, and to learn ahead {@code GET
 * /subjects/{subject}/versions} and each of those).
 *
 * <p>Answers are kept for ever: a schema's id never changes. "Unknown id" is kept for a short while
 * only. Calls block the caller's thread, up to the time-outs of every base URL in turn, so an event
 * loop should find its schemas registered already ({@link AvroSerde#register}).
 */
public final class HttpSchemaRegistry implements SchemaRegistry, AutoCloseable {
    private record Registration(String subject, Schema schema) {}

    private final JsonMapper json = new JsonMapper();
    private final RegistryTransport transport;
    private final UnknownIds unknownIds;
    private final Map<Registration, Integer> ids = new ConcurrentHashMap<>();
    private final Map<Integer, Schema> schemas = new ConcurrentHashMap<>();

    public HttpSchemaRegistry(RegistryClientSettings settings) {
        this(settings, InstantSource.system());
    }

    /** With a clock that ages the answers "unknown id". */
    public HttpSchemaRegistry(RegistryClientSettings settings, InstantSource clock) {
        transport = new RegistryTransport(settings);
        unknownIds = new UnknownIds(clock, settings.unknownIdTtl(), settings.maxUnknownIds());
    }

    @Override
    public int register(String subject, Schema schema) {
        var registration = new Registration(subject, schema);
        Integer known = ids.get(registration);
        if (known != null) {
            return known;
        }
        // No lock: two threads may both ask, and get the same id. One that waits for a dead
        // registry must not hold up the others.
        var body = json.createObjectNode().put("schema", schema.toString());
        var answer = transport.post(versionsOf(subject), body);
        if (answer.status() == 409) {
            throw new IncompatibleSchemaException(
                    subject,
                    "Expected the schema %s to be compatible with the versions of %s, but: %s"
                            .formatted(schema.getFullName(), subject, answer.quote()));
        }
        var id = answer.body().path("id");
        if (!answer.isOk() || !id.isInt()) {
            throw refusal("register " + schema.getFullName() + " under " + subject, answer);
        }
        ids.put(registration, id.intValue());
        schemas.putIfAbsent(id.intValue(), schema);
        unknownIds.remove(id.intValue());
        return id.intValue();
    }

    @Override
    public Schema schema(int id) {
        Schema known = schemas.get(id);
        if (known != null) {
            return known;
        }
        if (unknownIds.contains(id)) {
            throw unknown(id);
        }
        var answer = transport.get("/schemas/ids/" + id);
        if (answer.isRegistrysNotFound()) {
            unknownIds.add(id);
            throw unknown(id);
        }
        var text = answer.body().path("schema");
        if (!answer.isOk() || !text.isString()) {
            throw refusal("give schema " + id, answer);
        }
        // The first one stays: Avro caches resolvers by a schema's identity.
        return schemas.computeIfAbsent(id, _ -> parse(id, answer));
    }

    @Override
    public void learn(String subject) {
        var versions = transport.get(versionsOf(subject));
        if (versions.isRegistrysNotFound()) {
            return;
        }
        if (!versions.isOk() || !versions.body().isArray()) {
            throw refusal("list the versions of " + subject, versions);
        }
        for (var version : versions.body()) {
            var answer = transport.get(versionsOf(subject) + "/" + version.asInt());
            // It may be deleted meanwhile.
            if (!answer.isRegistrysNotFound()) {
                learn(subject, answer);
            }
        }
    }

    private void learn(String subject, RegistryAnswer answer) {
        var id = answer.body().path("id");
        if (!answer.isOk() || !id.isInt() || !answer.body().path("schema").isString()) {
            throw refusal("give a version of " + subject, answer);
        }
        try {
            schemas.computeIfAbsent(id.intValue(), it -> parse(it, answer));
            unknownIds.remove(id.intValue());
        } catch (UnknownSchemaException _) {
            // Whoever meets a record of it is told so.
        }
    }

    private static String versionsOf(String subject) {
        var segment = URLEncoder.encode(subject, UTF_8).replace("+", "%20");
        return "/subjects/" + segment + "/versions";
    }

    private static Schema parse(int id, RegistryAnswer answer) {
        var type = answer.body().path("schemaType").asString("AVRO");
        if (!type.equals("AVRO")) {
            throw new UnknownSchemaException(
                    id, "Expected schema " + id + " to be AVRO, but it is " + type + ".");
        }
        if (!answer.body().path("references").isEmpty()) {
            throw new UnknownSchemaException(
                    id, "Expected schema " + id + " to stand alone, but it references others.");
        }
        try {
            return new Schema.Parser().parse(answer.body().path("schema").stringValue());
        } catch (SchemaParseException e) {
            throw new UnknownSchemaException(
                    id, "Expected schema " + id + " to be Avro, but: " + e.getMessage());
        }
    }

    private static UnknownSchemaException unknown(int id) {
        return new UnknownSchemaException(
                id, "The schema registry has no schema of id " + id + ".");
    }

    private static RegistryRefusedException refusal(String what, RegistryAnswer answer) {
        return new RegistryRefusedException(
                "Expected the schema registry at %s to %s, but it answered %s."
                        .formatted(answer.from(), what, answer.quote()),
                null);
    }

    @Override
    public void close() {
        transport.close();
    }
}
