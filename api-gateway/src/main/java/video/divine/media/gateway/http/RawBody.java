package video.divine.media.gateway.http;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;
import org.springframework.web.reactive.function.BodyExtractors;
import org.springframework.web.reactive.function.server.ServerRequest;

import reactor.core.publisher.Mono;

import video.divine.media.service.problem.Problem;
import video.divine.media.service.problem.ProblemException;

import java.time.Duration;

/**
 * The bytes of a body as they came: signatures and hashes are over them, not over their meaning.
 */
public final class RawBody {
    /** The contract's limit, in bytes. Far above any honest body, far below a Kafka record. */
    public static final int LIMIT = 64 * 1024;

    /** For a whole body. A caller that sends no more would also keep a stop waiting. */
    static final Duration PATIENCE = Duration.ofSeconds(10);

    private static final byte[] EMPTY = {};

    private RawBody() {}

    /**
     * The whole body; empty where there is none. Over the limit: 413, without reading on. Not there
     * in {@link #PATIENCE}: 408.
     */
    public static Mono<byte[]> of(ServerRequest request) {
        return of(request, LIMIT);
    }

    /**
     * The same with another limit.
     *
     * @param limit in bytes
     */
    public static Mono<byte[]> of(ServerRequest request, int limit) {
        var announced = request.headers().contentLength();
        if (announced.isPresent() && announced.getAsLong() > limit) {
            return Mono.error(tooLarge());
        }
        return DataBufferUtils.join(request.body(BodyExtractors.toDataBuffers()), limit)
                .map(RawBody::bytes)
                .defaultIfEmpty(EMPTY)
                .timeout(PATIENCE, Mono.error(RawBody::tooSlow))
                .onErrorMap(DataBufferLimitException.class, _ -> tooLarge());
    }

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    private static ProblemException tooSlow() {
        return new ProblemException(Problem.of(HttpStatus.REQUEST_TIMEOUT, "request_timeout"));
    }

    private static ProblemException tooLarge() {
        return new ProblemException(Problem.of(HttpStatus.CONTENT_TOO_LARGE, "payload_too_large"));
    }
}
