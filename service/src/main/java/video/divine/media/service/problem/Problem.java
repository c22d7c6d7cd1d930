package video.divine.media.service.problem;

import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpStatus;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;

/**
 * An answer that is not a success: {@code {"error": …, "reason": …, …}}.
 *
 * @param error the word of the error model that goes with the status
 * @param reason what exactly, where that helps
 * @param more further members of the body
 * @param headers Retry-After and the like
 */
public record Problem(
        HttpStatus status,
        String error,
        Optional<String> reason,
        Map<String, Object> more,
        HttpHeaders headers) {

    public static Problem of(HttpStatus status, String error) {
        return new Problem(status, error, Optional.empty(), Map.of(), new HttpHeaders());
    }

    public static Problem of(HttpStatus status, String error, String reason) {
        return new Problem(status, error, Optional.of(reason), Map.of(), new HttpHeaders());
    }

    /** 400 with the field at fault, such as {@code invalid_sha256}. */
    public static Problem badRequest(String reason) {
        return of(HttpStatus.BAD_REQUEST, "bad_request", reason);
    }

    public static Problem notFound() {
        return of(HttpStatus.NOT_FOUND, "not_found");
    }

    public static Problem forbidden(String reason) {
        return of(HttpStatus.FORBIDDEN, "forbidden", reason);
    }

    /** The same with one more member of the body. */
    public Problem with(String member, Object value) {
        var members = new LinkedHashMap<>(more);
        members.put(member, value);
        return new Problem(status, error, reason, members, headers);
    }

    /** The same with one more header. */
    public Problem header(String name, String value) {
        var all = new HttpHeaders();
        all.addAll(headers);
        all.set(name, value);
        return new Problem(status, error, reason, more, all);
    }

    /** The body's members, in the order in which people read them. */
    public Map<String, Object> body() {
        var members = new LinkedHashMap<String, Object>();
        members.put("error", error);
        reason.ifPresent(word -> members.put("reason", word));
        members.putAll(more);
        return members;
    }
}
