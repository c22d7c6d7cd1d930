package video.divine.media.simulator.control;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.http.server.RequestPath;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;

import reactor.core.publisher.Mono;

import tools.jackson.databind.node.ObjectNode;

import video.divine.media.simulator.api.Envelope;
import video.divine.media.simulator.api.JsonBody;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.fault.FaultDocument;
import video.divine.media.simulator.fault.FaultPlan;
import video.divine.media.simulator.fault.Faults;
import video.divine.media.simulator.fault.MergedPlan;

/**
 * {@code /__faults}: GET shows what is set, PUT merges into it, DELETE clears it; each answers with
 * all that is set then. No Stream has it, so it is outside of the API: it needs no token, knows no
 * rate limit and no faults of its own. Whoever reaches the port may use it, and by default only
 * this machine does; web pages of other origins may not.
 */
public final class FaultRoutes {
    private static final String PATH = "/__faults";

    private static final PathPattern PATTERN = PathPatternParser.defaultInstance.parse(PATH);

    private static final Logger log = LoggerFactory.getLogger(FaultRoutes.class);

    private final Faults faults;

    private FaultRoutes(Faults faults) {
        this.faults = faults;
    }

    /** Whether it is the faults that are asked for. */
    public static boolean isTheirs(RequestPath path) {
        return PATTERN.matches(path.pathWithinApplication());
    }

    public static RouterFunction<ServerResponse> of(Faults faults) {
        var handler = new FaultRoutes(faults);
        return RouterFunctions.route()
                .GET(PATH, _ -> handler.show())
                .PUT(PATH, handler::merge)
                .DELETE(PATH, _ -> handler.clear())
                .build();
    }

    private Mono<ServerResponse> show() {
        return Envelope.success(FaultDocument.render(faults.plan()));
    }

    private Mono<ServerResponse> merge(ServerRequest request) {
        return JsonBody.read(request, this::merge);
    }

    private Mono<ServerResponse> merge(ObjectNode document) {
        return switch (faults.merge(document)) {
            case MergedPlan.Valid(var plan) -> changed(plan);
            case MergedPlan.Invalid(var problem) -> Envelope.refused(Refusal.invalid(problem));
        };
    }

    private Mono<ServerResponse> clear() {
        faults.clear();
        return changed(faults.plan());
    }

    private static Mono<ServerResponse> changed(FaultPlan plan) {
        var document = FaultDocument.render(plan);
        log.info("faults are now {}", document);
        return Envelope.success(document);
    }
}
