package video.divine.media.standalone.registry;

import tools.jackson.databind.JsonNode;

import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/**
 * What a client asks.
 *
 * @param path decoded segments
 * @param body missing where there is none
 */
record Request(String method, List<String> path, Map<String, String> query, JsonNode body) {
    String segment(int index) {
        return path.get(index);
    }

    boolean isAsked(String flag) {
        return Boolean.parseBoolean(query.getOrDefault(flag, "false"));
    }

    Reply get(Supplier<Reply> answer) {
        return method.equals("GET") ? answer.get() : Reply.wrongMethod("GET");
    }

    Reply post(Supplier<Reply> answer) {
        return method.equals("POST") ? answer.get() : Reply.wrongMethod("POST");
    }

    Reply getOr(Supplier<Reply> get, String other, Supplier<Reply> otherwise) {
        if (method.equals("GET")) {
            return get.get();
        }
        return method.equals(other) ? otherwise.get() : Reply.wrongMethod("GET, " + other);
    }
}
