package video.divine.media.gateway.cloudflare;

import io.netty.channel.ConnectTimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientException;

import reactor.netty.internal.shaded.reactor.pool.PoolAcquirePendingLimitException;
import reactor.netty.internal.shaded.reactor.pool.PoolAcquireTimeoutException;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;

/**
 * What it means that no whole answer came. Only what proves that nothing was sent is {@link
 * Reason#UNREACHABLE} or {@link Reason#NO_CONNECTION}; everything else leaves open whether Stream
 * acted.
 *
 * <p>The pool's exceptions are internal to reactor-netty, but nothing public tells them: one is no
 * more than a RuntimeException, and a TimeoutException may be anybody's. Should they move, this no
 * longer compiles; should they not be thrown any more, a test with a full pool fails.
 */
final class TransportFailure {
    private TransportFailure() {}

    /**
     * The failure; an {@link Error} stays what it is. Nothing of ours runs in an exchange, so every
     * exception is the network's: Netty answers a bad chunk size with a NumberFormatException.
     */
    static Throwable of(StreamOperation operation, Throwable error) {
        var cause = error instanceof WebClientException ? error.getCause() : error;
        return switch (cause) {
            case PoolAcquireTimeoutException _ ->
                    fault(operation, Reason.NO_CONNECTION, "no free connection");
            case PoolAcquirePendingLimitException _ ->
                    fault(operation, Reason.NO_CONNECTION, "too many wait for a connection");
            case TimeoutException _ -> fault(operation, Reason.TIMED_OUT, "no answer in time");
            case ConnectTimeoutException _, ConnectException _, NoRouteToHostException _ ->
                    fault(operation, Reason.UNREACHABLE, nameOf(cause));
            case UnknownHostException _, SSLHandshakeException _ ->
                    fault(operation, Reason.UNREACHABLE, nameOf(cause));
            case io.netty.handler.timeout.TimeoutException _ ->
                    fault(operation, Reason.TIMED_OUT, nameOf(cause));
            case DataBufferLimitException _ ->
                    fault(operation, Reason.TOO_LARGE, "the answer is too large");
            case null, default ->
                    error instanceof Exception
                            ? fault(operation, Reason.CONNECTION_LOST, nameOf(cause))
                            : error;
        };
    }

    /** The class alone: messages of the network layer may hold URLs. */
    private static String nameOf(@Nullable Throwable cause) {
        return cause == null ? "unknown" : cause.getClass().getSimpleName();
    }

    private static StreamFault fault(StreamOperation operation, Reason reason, String detail) {
        return new StreamFault(operation, reason, detail, null);
    }
}
