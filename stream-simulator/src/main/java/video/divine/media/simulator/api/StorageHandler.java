package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.RouterFunctions;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.node.JsonNodeFactory;

import video.divine.media.simulator.quota.AccountQuota;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.Optional;

/**
 * {@code GET /stream/storage-usage}. The minutes hold what open upload links reserve, too, so that
 * the limit less the minutes is what can still be asked for; the limit is the account's, whatever
 * creator is asked about.
 */
public final class StorageHandler {
    private static final BigDecimal SECONDS_OF_A_MINUTE = BigDecimal.valueOf(60);
    private static final int DIGITS = 6;

    private final AccountQuota quota;
    private final Scheduler files;

    /**
     * @param files where every video of the account may be looked at
     */
    public StorageHandler(AccountQuota quota, Scheduler files) {
        this.quota = quota;
        this.files = files;
    }

    public RouterFunction<ServerResponse> routes() {
        return RouterFunctions.route()
                .GET(StreamApi.STREAM + "/storage-usage", this::usage)
                .build();
    }

    private Mono<ServerResponse> usage(ServerRequest request) {
        var creator = request.queryParam("creator").filter(name -> !name.isBlank());
        return Work.answer(files, () -> new Decoded.Accepted<>(usage(creator)));
    }

    private JsonNode usage(Optional<String> creator) {
        var usage =
                quota.usage(
                        video -> creator.isEmpty() || creator.equals(video.options().creator()));
        var result = JsonNodeFactory.instance.objectNode();
        creator.ifPresent(name -> result.put("creator", name));
        result.put("totalStorageMinutes", minutes(usage.seconds()));
        result.put("totalStorageMinutesLimit", quota.limits().storageMinutes());
        result.put("videoCount", usage.videos());
        return result;
    }

    /** Without zeros at its end, and never in powers of ten. */
    private static BigDecimal minutes(double seconds) {
        var minutes =
                BigDecimal.valueOf(seconds)
                        .divide(SECONDS_OF_A_MINUTE, DIGITS, RoundingMode.HALF_UP)
                        .stripTrailingZeros();
        return minutes.setScale(Math.max(0, minutes.scale()));
    }
}
