package video.divine.media.gateway.cloudflare;

import io.netty.channel.ConnectTimeoutException;

import org.jspecify.annotations.Nullable;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.web.reactive.function.client.WebClientException;

import video.divine.media.gateway.cloudflare.StreamFailure.Reason;
import video.divine.media.gateway.cloudflare.StreamFailure.StreamFault;

import java.net.ConnectException;
import java.net.NoRouteToHostException;
import java.net.UnknownHostException;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeoutException;

import javax.net.ssl.SSLHandshakeException;

/**
 * What it means that no whole answer came. Only what proves that nothing was sent is {@link
 * Reason#UNREACHABLE}; everything else leaves open whether Stream acted.
 */
final class TransportFailure {
    private TransportFailure() {}

    /**
     * The failure; an {@link Error} stays what it is. Nothing of ours runs in an exchange, so every
     * exception is the network's: Netty answers a bad chunk size with a NumberFormatException.
     */
    static Throwable of(StreamOperation operation, Throwable error) {
        if (error instanceof TimeoutException) {
            return fault(operation, Reason.TIMED_OUT, "no answer in time");
        }
        var cause = error instanceof WebClientException ? error.getCause() : error;
        return switch (cause) {
            // Wrapped by the web client, it is the pool that had no connection to give.
            case TimeoutException _ -> fault(operation, Reason.UNREACHABLE, "no free connection");
            case RejectedExecutionException _ ->
                    fault(operation, Reason.UNREACHABLE, "too many wait for a connection");
            case ConnectTimeoutException _, ConnectException _, NoRouteToHostException _ ->
                    fault(operation, Reason.UNREACHABLE, nameOf(cause));
            case UnknownHostException _, SSLHandshakeException _ ->
                    fault(operation, Reason.UNREACHABLE, nameOf(cause));
            case io.netty.handler.timeout.TimeoutException _ ->
                    fault(operation, Reason.TIMED_OUT, nameOf(cause));
            case DataBufferLimitException _ ->
                    fault(operation, Reason.GARBLED, "the answer is too large");
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
