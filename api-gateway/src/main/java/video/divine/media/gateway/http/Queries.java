package video.divine.media.gateway.http;

import org.springframework.web.reactive.function.server.ServerRequest;

import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.util.List;
import java.util.Objects;
import java.util.Optional;

/** Query parameters. */
public final class Queries {
    private Queries() {}

    /** Every value of the parameter; {@code ?name} without a value counts as an empty one. */
    public static List<String> all(ServerRequest request, String name) {
        return request.queryParams().getOrDefault(name, List.of()).stream()
                .map(value -> Objects.requireNonNullElse(value, ""))
                .toList();
    }

    /**
     * The parameter's value, if it is there.
     *
     * @param reason of the 400 where it stands twice: two readers could take it in two ways
     */
    public static Optional<String> atMostOne(ServerRequest request, String name, String reason) {
        var values = all(request, name);
        if (values.size() > 1) {
            throw new ProblemException(Problem.badRequest(reason));
        }
        return values.stream().findFirst();
    }
}
