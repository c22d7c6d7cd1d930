package video.divine.media.simulator;

import io.netty.handler.codec.DecoderResult;

import reactor.netty.http.logging.ReactorNettyHttpMessageLogFactory;

import java.util.Map.Entry;
import java.util.function.Function;

/**
 * How reactor-netty's warning of a request that is no HTTP names it: without its path, as that of
 * an upload is a bearer secret, and without its headers.
 *
 * <p>The module {@code service} has the same class for the other servers. What comes with that
 * module, Kafka's client and Boot among it, is more than a simulator of Stream should need: it is
 * used alone, too.
 */
final class UnreadableRequests extends ReactorNettyHttpMessageLogFactory {
    private static final String HIDDEN = "<hidden>";

    @Override
    protected Function<String, String> uriValueFunction() {
        return _ -> HIDDEN;
    }

    @Override
    protected Function<Entry<String, String>, String> headerValueFunction() {
        return _ -> HIDDEN;
    }

    /** The kind of the failure; its message quotes what could not be read. */
    @Override
    protected Function<DecoderResult, String> decoderResultFunction() {
        return result -> result.isFailure() ? result.cause().getClass().getSimpleName() : "success";
    }
}
