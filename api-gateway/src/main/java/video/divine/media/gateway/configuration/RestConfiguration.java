package video.divine.media.gateway.configuration;

import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.availability.ApplicationAvailability;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.reactor.netty.NettyServerCustomizer;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Scheduler;
import reactor.core.scheduler.Schedulers;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.gateway.alias.AliasHandler;
import video.divine.media.gateway.alias.AliasRoutes;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.WebhookSettings;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.http.ApiHeaders;
import video.divine.media.gateway.http.Authentication;
import video.divine.media.gateway.http.NextTurn;
import video.divine.media.gateway.nostr.BouncyCastleSchnorr;
import video.divine.media.gateway.nostr.Nip98Settings;
import video.divine.media.gateway.nostr.Nip98Verifier;
import video.divine.media.gateway.problem.Problems;
import video.divine.media.gateway.problem.RateLimits;
import video.divine.media.gateway.publisher.PublisherHandler;
import video.divine.media.gateway.publisher.PublisherRoutes;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.saga.SagaSteps;
import video.divine.media.gateway.video.UploadSettings;
import video.divine.media.gateway.video.Uploads;
import video.divine.media.gateway.video.VideoHandler;
import video.divine.media.gateway.video.VideoRoutes;
import video.divine.media.schemas.read.ReadProtocol;
import video.divine.media.service.health.ProbeRoutes;
import video.divine.media.service.http.ProblemAnswers;
import video.divine.media.service.http.UnreadableRequests;
import video.divine.media.service.metrics.MetricsConfiguration;
import video.divine.media.service.setting.BadSettingException;
import video.divine.media.service.start.DrainDelay;
import video.divine.media.service.tracing.TracingConfiguration;

import java.time.Duration;
import java.time.InstantSource;
import java.util.List;

/** The REST edge over any {@link Commands}, {@link StreamApi} and {@link MediaReads}. */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
@Import({MetricsConfiguration.class, TracingConfiguration.class, WebhookConfiguration.class})
@PropertySource("classpath:media-gateway.properties")
public class RestConfiguration {
    /** Before Boot's own, which would answer with a page of its own shape. */
    private static final int BEFORE_BOOT = -2;

    /** Of each core: the last one waits for 0.4 s, and whoever would wait longer is sent away. */
    private static final int MAX_WAITING_SIGNATURES = 1_024;

    private static final Duration PREFLIGHT_AGE = Duration.ofHours(24);

    @Bean
    StreamSettings streamSettings(GatewayProperties properties) {
        return BadSettingException.naming("media.stream", () -> properties.stream().settings());
    }

    @Bean
    Nip98Settings nip98Settings(GatewayProperties properties) {
        return BadSettingException.naming(
                "media.public-base-url or media.nip98",
                () -> properties.nip98().settings(properties.publicBaseUrl()));
    }

    @Bean
    WebhookSettings webhookSettings(GatewayProperties properties) {
        return BadSettingException.naming("media.webhook", () -> properties.webhook().settings());
    }

    @Bean
    UploadSettings uploadSettings(GatewayProperties properties) {
        var settings = BadSettingException.naming("media.quota-per-hour", properties::uploads);
        var ours =
                BadSettingException.naming(
                        "media.deployment", () -> settings.ofDeployment(properties.deployment()));
        return BadSettingException.naming(
                "media.stream.storage-limit-minutes",
                () -> ours.withStorageLimit(properties.stream().storageLimit()));
    }

    @Bean
    Authentication authentication(
            Nip98Settings settings, InstantSource clock, Scheduler signatureThreads) {
        return new Authentication(
                new Nip98Verifier(settings, new BouncyCastleSchnorr(), clock), signatureThreads);
    }

    @Bean(destroyMethod = "dispose")
    Scheduler signatureThreads() {
        return Schedulers.newBoundedElastic(
                Runtime.getRuntime().availableProcessors(), MAX_WAITING_SIGNATURES, "signatures");
    }

    @Bean
    RouterFunction<ServerResponse> videoRoutes(
            Authentication authentication,
            Commands commands,
            StreamApi stream,
            StreamSettings streamSettings,
            UploadSettings uploadSettings,
            GatewayProperties properties,
            MediaReads reads,
            ObjectProvider<SagaSteps> steps,
            InstantSource clock) {
        var observer = steps.getIfAvailable(() -> SagaSteps.UNWATCHED);
        var uploads =
                new Uploads(
                        commands,
                        stream,
                        uploadSettings,
                        streamSettings.uploads(),
                        properties.commands().timeout(),
                        observer,
                        clock);
        return VideoRoutes.of(
                new VideoHandler(authentication, uploads, commands, reads, observer, clock));
    }

    @Bean
    RouterFunction<ServerResponse> aliasRoutes(
            Authentication authentication,
            Commands commands,
            MediaReads reads,
            InstantSource clock) {
        return AliasRoutes.of(new AliasHandler(authentication, commands, reads, clock));
    }

    @Bean
    RouterFunction<ServerResponse> publisherRoutes(
            MediaReads reads, UploadSettings uploadSettings) {
        return PublisherRoutes.of(new PublisherHandler(reads, uploadSettings.quotaPerHour()));
    }

    @Bean
    RouterFunction<ServerResponse> openApiRoutes(JsonMapper json, Nip98Settings settings) {
        return OpenApi.routes(json, settings.publicBaseUrls());
    }

    @Bean
    NettyServerCustomizer unreadableRequests() {
        return server -> server.httpMessageLogFactory(new UnreadableRequests());
    }

    @Bean
    DrainDelay drainDelay(GatewayProperties properties) {
        return new DrainDelay(properties.drainDelay());
    }

    @Bean
    NextTurn nextTurn() {
        return new NextTurn();
    }

    @Bean
    @Order(BEFORE_BOOT)
    ProblemAnswers problemAnswers(JsonMapper json) {
        return new ProblemAnswers(json, Problems::known);
    }

    /** Browsers upload from everywhere; nothing here rides on cookies. */
    @Bean
    CorsWebFilter cors() {
        var cors = new CorsConfiguration();
        cors.setAllowedOrigins(List.of(CorsConfiguration.ALL));
        cors.setAllowedMethods(
                List.of(HttpMethod.GET.name(), HttpMethod.POST.name(), HttpMethod.DELETE.name()));
        // A star would not cover Authorization.
        cors.setAllowedHeaders(
                List.of(
                        HttpHeaders.AUTHORIZATION,
                        HttpHeaders.CONTENT_TYPE,
                        HttpHeaders.IF_NONE_MATCH,
                        ApiHeaders.IDEMPOTENCY_KEY));
        cors.setExposedHeaders(
                List.of(
                        HttpHeaders.LOCATION,
                        HttpHeaders.RETRY_AFTER,
                        RateLimits.RATE_LIMIT,
                        RateLimits.RATE_LIMIT_POLICY,
                        HttpHeaders.ETAG,
                        HttpHeaders.WWW_AUTHENTICATE,
                        ApiHeaders.IDEMPOTENT_REPLAY,
                        ReadProtocol.SERVED_BY));
        cors.setMaxAge(PREFLIGHT_AGE);
        var everywhere = new UrlBasedCorsConfigurationSource();
        everywhere.registerCorsConfiguration("/**", cors);
        return new CorsWebFilter(everywhere);
    }

    @Bean
    RouterFunction<ServerResponse> probeRoutes(
            ApplicationAvailability application, Commands commands, MediaReads reads) {
        return ProbeRoutes.of(application, () -> commands.isReady() && reads.isReady());
    }
}
