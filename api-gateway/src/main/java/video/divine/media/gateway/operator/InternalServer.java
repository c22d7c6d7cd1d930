package video.divine.media.gateway.operator;

import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.boot.web.server.PortInUseException;
import org.springframework.context.SmartLifecycle;
import org.springframework.http.codec.json.JacksonJsonEncoder;
import org.springframework.http.server.reactive.ReactorHttpHandlerAdapter;
import org.springframework.web.reactive.function.server.HandlerStrategies;
import org.springframework.web.reactive.function.server.RouterFunctions;

import reactor.netty.ChannelBindException;
import reactor.netty.DisposableServer;
import reactor.netty.http.server.HttpServer;
import reactor.netty.resources.LoopResources;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.problem.Problems;
import video.divine.media.gateway.query.OperatorReads;
import video.divine.media.service.http.ProblemAnswers;
import video.divine.media.service.internal.BearerToken;
import video.divine.media.service.internal.InternalSettings;

import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.List;
import java.util.Set;

/** The second, small server of a gateway: its operators' calls, and nothing else. */
public final class InternalServer implements SmartLifecycle {
    private static final Logger LOG = LoggerFactory.getLogger(InternalServer.class);
    private static final Duration LAST_ANSWERS = Duration.ofSeconds(5);
    private static final Duration IDLE = Duration.ofSeconds(60);

    private final InternalSettings settings;
    private final HttpServer http;
    private @Nullable DisposableServer server;

    /**
     * A server that is still to be started.
     *
     * @param loops it shares with the public server
     * @param customizers of the public server: what helps one helps both
     */
    public InternalServer(
            InternalSettings settings,
            OperatorReads reads,
            StreamApi stream,
            Commands commands,
            InstantSource clock,
            JsonMapper json,
            LoopResources loops,
            List<NettyServerCustomizer> customizers) {
        this.settings = settings;
        var routes =
                OperatorRoutes.of(
                        new OperatorHandler(
                                reads,
                                stream,
                                commands,
                                clock,
                                new RequestIds(new SecureRandom())));
        var strategies =
                // Not with the defaults: their handler of 404 and 405 answers without a body.
                HandlerStrategies.empty()
                        .codecs(
                                codecs -> {
                                    codecs.registerDefaults(true);
                                    codecs.defaultCodecs()
                                            .jacksonJsonEncoder(new JacksonJsonEncoder(json));
                                })
                        .webFilter(new BearerToken(settings.token(), Set.of()))
                        .exceptionHandler(new ProblemAnswers(json, Problems::known))
                        .build();
        var customized =
                HttpServer.create()
                        .runOn(loops)
                        .host(settings.host())
                        .port(settings.port())
                        .idleTimeout(IDLE);
        for (var customizer : customizers) {
            customized = customizer.apply(customized);
        }
        this.http =
                customized.handle(
                        new ReactorHttpHandlerAdapter(
                                RouterFunctions.toHttpHandler(routes, strategies)));
    }

    @Override
    public synchronized void start() {
        try {
            server = http.bindNow();
        } catch (ChannelBindException e) {
            throw new PortInUseException(settings.port(), e);
        }
        LOG.info("internal calls on {}:{}", settings.host(), server.port());
    }

    @Override
    public synchronized void stop() {
        if (server != null) {
            server.disposeNow(LAST_ANSWERS);
            server = null;
        }
    }

    @Override
    public synchronized boolean isRunning() {
        return server != null;
    }

    /** Beside Boot's web server: after all that it asks, before whoever needs it. */
    @Override
    public int getPhase() {
        return Integer.MAX_VALUE - 2048;
    }

    /** Where it listens. */
    public synchronized int port() {
        if (server == null) {
            throw new IllegalStateException("Expected a running server, but it is stopped");
        }
        return server.port();
    }
}
