package video.divine.media.standalone.registry;

import java.util.List;
import java.util.Map;
import java.util.Optional;

/** Which path and method asks what. */
final class Routes {
    private final Reads reads;
    private final Writes writes;

    Routes(Reads reads, Writes writes) {
        this.reads = reads;
        this.writes = writes;
    }

    Reply answer(Request request) {
        if (request.path().isEmpty()) {
            return request.get(() -> Reply.ok(Map.of()));
        }
        return switch (request.segment(0)) {
            case "subjects" -> subjects(request);
            case "schemas" -> schemas(request);
            case "compatibility" -> compatibility(request);
            case "config" -> config(request);
            default -> Reply.notFound();
        };
    }

    private Reply subjects(Request request) {
        int size = request.path().size();
        if (size == 1) {
            return request.get(
                    () -> reads.subjects(request.query().getOrDefault("subjectPrefix", "")));
        }
        var subject = request.segment(1);
        if (size == 2) {
            return request.post(() -> reads.lookUp(subject, request.body()));
        }
        if (!request.segment(2).equals("versions")) {
            return Reply.notFound();
        }
        if (size == 3) {
            return request.getOr(
                    () -> reads.versions(subject),
                    "POST",
                    () -> writes.register(subject, request.body()));
        }
        var version = request.segment(3);
        if (size == 4) {
            return request.get(() -> reads.version(subject, version));
        }
        return size == 5 && request.segment(4).equals("schema")
                ? request.get(() -> reads.versionText(subject, version))
                : Reply.notFound();
    }

    private Reply schemas(Request request) {
        var path = request.path();
        if (path.equals(List.of("schemas", "types"))) {
            return request.get(() -> Reply.ok(List.of("AVRO")));
        }
        if (path.size() < 3 || path.size() > 4 || !path.get(1).equals("ids")) {
            return Reply.notFound();
        }
        var id = path.get(2);
        return switch (path.size() == 3 ? "" : path.get(3)) {
            case "" -> request.get(() -> reads.schema(id));
            case "schema" -> request.get(() -> reads.schemaText(id));
            case "subjects" -> request.get(() -> reads.subjectsOf(id));
            case "versions" -> request.get(() -> reads.versionsOf(id));
            default -> Reply.notFound();
        };
    }

    private Reply compatibility(Request request) {
        var path = request.path();
        if (path.size() < 4
                || path.size() > 5
                || !path.get(1).equals("subjects")
                || !path.get(3).equals("versions")) {
            return Reply.notFound();
        }
        var version = path.size() == 5 ? Optional.of(path.get(4)) : Optional.<String>empty();
        return request.post(
                () ->
                        reads.isCompatible(
                                path.get(2), version, request.body(), request.isAsked("verbose")));
    }

    private Reply config(Request request) {
        return switch (request.path().size()) {
            case 1 ->
                    request.getOr(
                            reads::globalLevel,
                            "PUT",
                            () -> writes.setLevel(Optional.empty(), request.body()));
            case 2 -> {
                var subject = request.segment(1);
                yield request.getOr(
                        () -> reads.level(subject, request.isAsked("defaultToGlobal")),
                        "PUT",
                        () -> writes.setLevel(Optional.of(subject), request.body()));
            }
            default -> Reply.notFound();
        };
    }
}
