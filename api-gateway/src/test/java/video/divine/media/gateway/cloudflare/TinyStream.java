package video.divine.media.gateway.cloudflare;

import reactor.core.publisher.Mono;

import tools.jackson.databind.JsonNode;

import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Base64;
import java.util.Comparator;
import java.util.EnumMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Just enough of Stream to be wrong in every way that matters: it keeps tickets, and each operation
 * has a queue of faults that strike before or after the effect. {@link TinyStreamServer} puts it on
 * a port, {@link TinyStreamConnector} under a web client with virtual time.
 */
final class TinyStream {
    static final String ACCOUNT = "acc0000000000000000000000000001";
    static final String TOKEN = "s3cret-token-that-nobody-may-ever-read-in-a-log";
    static final String WEBHOOK_SECRET = "webhook-secret-of-";
    static final Instant CREATED = Instant.parse("2026-11-21T12:00:00.123456Z");
    static final String UPLOAD_URL = "https://upload.example.test/secret-";

    /** One request as it arrived. */
    record Call(
            StreamOperation operation, String target, Map<String, String> headers, String body) {}

    sealed interface Answer {
        record Reply(int status, Map<String, String> headers, String body) implements Answer {}

        /** The connection stays open and nothing comes. */
        record Silence() implements Answer {}

        record Reset() implements Answer {}

        /** Comes when the test lets it. */
        record Later(Mono<Reply> reply) implements Answer {}
    }

    record Fault(Answer answer, boolean afterEffect) {}

    private final Map<StreamOperation, Queue<Fault>> faults = new EnumMap<>(StreamOperation.class);
    private final Map<String, Map<String, Object>> videos = new LinkedHashMap<>();
    private final List<Call> calls = new CopyOnWriteArrayList<>();
    private Map<String, Object> subscription = Map.of();
    private boolean filters = true;
    private int made;

    static Fault before(Answer answer) {
        return new Fault(answer, false);
    }

    static Fault after(Answer answer) {
        return new Fault(answer, true);
    }

    static Answer.Reply error(int status, int code, String message) {
        return new Answer.Reply(
                status,
                Map.of(),
                json(
                        Map.of(
                                "success",
                                false,
                                "errors",
                                List.of(Map.of("code", code, "message", message)))));
    }

    static Answer.Reply raw(int status, String body) {
        return new Answer.Reply(status, Map.of(), body);
    }

    static Answer.Reply withHeader(Answer.Reply reply, String name, String value) {
        return new Answer.Reply(reply.status(), Map.of(name, value), reply.body());
    }

    synchronized void script(StreamOperation operation, Fault... more) {
        faults.computeIfAbsent(operation, _ -> new ArrayDeque<>()).addAll(List.of(more));
    }

    synchronized void always(StreamOperation operation, Fault fault) {
        for (int i = 0; i < 1_000; i++) {
            script(operation, fault);
        }
    }

    synchronized void recover() {
        faults.clear();
    }

    synchronized void ignoreFilters() {
        filters = false;
    }

    synchronized void put(String uid, String state, String creator, String name) {
        put(uid, state, creator, name, CREATED);
    }

    synchronized void put(String uid, String state, String creator, String name, Instant created) {
        videos.put(
                uid,
                Map.of(
                        "uid",
                        uid,
                        "created",
                        created.toString(),
                        "creator",
                        creator,
                        "status",
                        Map.of("state", state),
                        "meta",
                        Map.of("name", name)));
    }

    synchronized List<String> uids() {
        return List.copyOf(videos.keySet());
    }

    List<Call> calls() {
        return List.copyOf(calls);
    }

    List<StreamOperation> operations() {
        return calls.stream().map(Call::operation).toList();
    }

    long count(StreamOperation operation) {
        return calls.stream().filter(call -> call.operation() == operation).count();
    }

    synchronized Answer answer(
            String method, String target, Map<String, String> headers, String body) {
        var operation = operationOf(method, target);
        calls.add(new Call(operation, target, headers, body));
        var fault = faults.getOrDefault(operation, new ArrayDeque<>()).poll();
        if (fault == null) {
            return effect(operation, target, headers, body);
        }
        if (fault.afterEffect()) {
            var _ = effect(operation, target, headers, body);
        }
        return fault.answer();
    }

    private static StreamOperation operationOf(String method, String target) {
        return switch (method) {
            case "POST" ->
                    target.endsWith("?direct_user=true")
                            ? StreamOperation.TUS_UPLOAD
                            : StreamOperation.DIRECT_UPLOAD;
            case "DELETE" -> StreamOperation.DELETE;
            case "PUT" -> StreamOperation.PUT_WEBHOOK;
            case String _ when target.endsWith("/webhook") -> StreamOperation.GET_WEBHOOK;
            default -> readOf(target);
        };
    }

    private static StreamOperation readOf(String target) {
        if (target.endsWith("/storage-usage")) {
            return StreamOperation.STORAGE_USAGE;
        }
        if (!target.contains("?")) {
            return StreamOperation.GET;
        }
        if (target.contains("?id=")) {
            return StreamOperation.VIDEOS;
        }
        return target.contains("?status=")
                ? StreamOperation.PENDING_UPLOADS
                : StreamOperation.FIND_BY_NAME;
    }

    private Answer.Reply effect(
            StreamOperation operation, String target, Map<String, String> headers, String body) {
        var last = target.substring(target.lastIndexOf('/') + 1);
        return switch (operation) {
            case DIRECT_UPLOAD -> make(StreamJson.MAPPER.readTree(body));
            case TUS_UPLOAD -> makeForTus(headers);
            case FIND_BY_NAME -> found(last.replaceAll(".*video_name=([^&]*).*", "$1"));
            case DELETE ->
                    videos.remove(last) == null ? error(404, 10003, "not found") : raw(200, "");
            case GET_WEBHOOK ->
                    subscription.isEmpty() ? error(404, 10003, "none") : success(subscription);
            case PUT_WEBHOOK -> {
                var url = StreamJson.MAPPER.readTree(body).path("notificationUrl").asString();
                subscription = Map.of("notificationUrl", url, "secret", WEBHOOK_SECRET + url);
                yield success(subscription);
            }
            case GET -> {
                var video = videos.get(last);
                yield video == null ? error(404, 10003, "not found") : success(video);
            }
            case VIDEOS -> listed(List.of(parameter("id", last).split(",")));
            case PENDING_UPLOADS -> pending(last);
            case STORAGE_USAGE ->
                    success(
                            Map.of(
                                    "totalStorageMinutes",
                                    90.5,
                                    "totalStorageMinutesLimit",
                                    "1000",
                                    "videoCount",
                                    videos.size()));
        };
    }

    private Answer.Reply make(JsonNode ticket) {
        var uid =
                make(
                        ticket.path("creator").asString(),
                        ticket.path("meta").path("name").asString());
        return success(Map.of("uid", uid, "uploadURL", UPLOAD_URL + uid));
    }

    private Answer.Reply makeForTus(Map<String, String> headers) {
        var name = metadata(headers).getOrDefault("name", "");
        var uid = make(headers.getOrDefault("upload-creator", ""), name);
        // As of a link in the wild: the id in it is not the video's.
        var url = UPLOAD_URL + "tus?tusv2=true&id=" + uid.replace('0', 'f');
        return new Answer.Reply(
                201, Map.of("Location", url, "stream-media-id", uid, "Tus-Resumable", "1.0.0"), "");
    }

    private String make(String creator, String name) {
        made++;
        var uid = "%032x".formatted(made);
        put(uid, StreamVideo.PENDING_UPLOAD, creator, name);
        return uid;
    }

    /** What {@code Upload-Metadata} says. */
    static Map<String, String> metadata(Map<String, String> headers) {
        var said = new LinkedHashMap<String, String>();
        for (var entry : headers.getOrDefault("upload-metadata", "").split(",", -1)) {
            var words = entry.split(" ", -1);
            if (words.length == 2) {
                var value = Base64.getDecoder().decode(words[1]);
                said.put(words[0], new String(value, StandardCharsets.UTF_8));
            }
        }
        return said;
    }

    private Answer.Reply found(String name) {
        var found = new ArrayList<Object>();
        for (var video : videos.values()) {
            if (!filters || Map.of("name", name).equals(video.get("meta"))) {
                found.add(video);
            }
        }
        return success(found);
    }

    private static String parameter(String name, String target) {
        return target.replaceAll(".*[?&]" + name + "=([^&]*).*", "$1");
    }

    private Answer.Reply listed(List<String> uids) {
        return success(
                videos.entrySet().stream()
                        .filter(video -> !filters || uids.contains(video.getKey()))
                        .map(Map.Entry::getValue)
                        .toList());
    }

    private Answer.Reply pending(String target) {
        var from = Instant.parse(parameter("after", target));
        var before = Instant.parse(parameter("before", target));
        var waiting = Map.of("state", StreamVideo.PENDING_UPLOAD);
        return success(
                videos.values().stream()
                        .filter(video -> !filters || waiting.equals(video.get("status")))
                        .filter(video -> !created(video).isBefore(from))
                        .filter(video -> created(video).isBefore(before))
                        .sorted(Comparator.comparing(TinyStream::created))
                        .limit(Long.parseLong(parameter("limit", target)))
                        .toList());
    }

    private static Instant created(Map<String, Object> video) {
        return Instant.parse(String.valueOf(video.get("created")));
    }

    static Answer.Reply success(Object result) {
        return raw(200, json(Map.of("result", result, "success", true, "errors", List.of())));
    }

    private static String json(Object value) {
        return StreamJson.MAPPER.writeValueAsString(value);
    }
}
