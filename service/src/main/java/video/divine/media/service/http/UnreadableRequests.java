package video.divine.media.service.http;

import io.netty.handler.codec.DecoderResult;

import reactor.netty.http.logging.ReactorNettyHttpMessageLogFactory;

import java.util.Map.Entry;
import java.util.function.Function;

/**
 * How reactor-netty's warning of a request that is no HTTP names it: without its path, of which a
 * stranger could make lines for the log, and without its headers.
 */
public final class UnreadableRequests extends ReactorNettyHttpMessageLogFactory {
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
