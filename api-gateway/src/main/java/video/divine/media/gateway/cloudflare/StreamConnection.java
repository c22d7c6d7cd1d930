package video.divine.media.gateway.cloudflare;

import io.netty.channel.ChannelOption;

import org.springframework.http.HttpHeaders;
import org.springframework.http.MediaType;
import org.springframework.http.client.reactive.ClientHttpConnector;
import org.springframework.http.client.reactive.ReactorClientHttpConnector;
import org.springframework.web.reactive.function.client.WebClient;

import reactor.netty.http.client.HttpClient;
import reactor.netty.resources.ConnectionProvider;

import java.time.Duration;

/** The web client for one account at Stream, and the connection pool under it. */
record StreamConnection(WebClient web, ConnectionProvider pool) {
    /** A hundred videos, each with a meta as large as a request may be, and some escapes. */
    private static final int LARGEST_ANSWER = 8 * 1024 * 1024;

    static StreamConnection open(StreamSettings settings) {
        var calls = settings.calls();
        var pool =
                ConnectionProvider.builder("cloudflare-stream")
                        .maxConnections(calls.maxConnections())
                        .pendingAcquireMaxCount(4 * calls.maxConnections())
                        .pendingAcquireTimeout(calls.connectTimeout())
                        // Below the idle limits of what lies in between, so that fewer calls meet
                        // a connection that is just being closed.
                        .maxIdleTime(Duration.ofSeconds(30))
                        .build();
        var http =
                HttpClient.create(pool)
                        // Its silent repetition after a reset passes by budget, breaker and count;
                        // what may be repeated, and after what, is decided in one place.
                        .disableRetry(true)
                        .followRedirect(false)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                Math.toIntExact(calls.connectTimeout().toMillis()))
                        .responseTimeout(calls.callTimeout());
        return new StreamConnection(web(settings, new ReactorClientHttpConnector(http)), pool);
    }

    static WebClient web(StreamSettings settings, ClientHttpConnector connector) {
        return WebClient.builder()
                .clientConnector(connector)
                .baseUrl(settings.baseUrl() + "/accounts/" + settings.account() + "/stream")
                .defaultHeader(HttpHeaders.AUTHORIZATION, "Bearer " + settings.token())
                .defaultHeader(HttpHeaders.ACCEPT, MediaType.APPLICATION_JSON_VALUE)
                .defaultHeader(HttpHeaders.USER_AGENT, "divine-media")
                .codecs(codecs -> codecs.defaultCodecs().maxInMemorySize(LARGEST_ANSWER))
                .build();
    }

    /** Does not wait: open calls end by their own timeouts. */
    void close() {
        pool.dispose();
    }
}
