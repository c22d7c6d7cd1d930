package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.apache.kafka.clients.producer.ProducerConfig;
import org.apache.kafka.common.serialization.ByteArraySerializer;
import org.apache.kafka.common.serialization.StringSerializer;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.PropertySource;
import org.springframework.core.annotation.Order;
import org.springframework.http.HttpHeaders;
import org.springframework.http.HttpMethod;
import org.springframework.kafka.core.DefaultKafkaProducerFactory;
import org.springframework.kafka.core.KafkaTemplate;
import org.springframework.web.cors.CorsConfiguration;
import org.springframework.web.cors.reactive.CorsWebFilter;
import org.springframework.web.cors.reactive.UrlBasedCorsConfigurationSource;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.scheduler.Schedulers;

import tools.jackson.databind.json.JsonMapper;

import video.divine.media.gateway.alias.AliasHandler;
import video.divine.media.gateway.alias.AliasRoutes;
import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamClient;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.WebhookSignature;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.command.KafkaCommands;
import video.divine.media.gateway.command.KafkaConnection;
import video.divine.media.gateway.command.ReplyAddress;
import video.divine.media.gateway.http.Authentication;
import video.divine.media.gateway.http.ProblemAnswers;
import video.divine.media.gateway.nostr.BouncyCastleSchnorr;
import video.divine.media.gateway.nostr.Nip98Verifier;
import video.divine.media.gateway.problem.RateLimits;
import video.divine.media.gateway.publisher.PublisherHandler;
import video.divine.media.gateway.publisher.PublisherRoutes;
import video.divine.media.gateway.query.MediaReads;
import video.divine.media.gateway.video.Uploads;
import video.divine.media.gateway.video.VideoHandler;
import video.divine.media.gateway.video.VideoRoutes;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.gateway.webhook.WebhookHandler;
import video.divine.media.gateway.webhook.WebhookRoutes;
import video.divine.media.schemas.registry.SchemaRegistry;

import java.math.BigInteger;
import java.security.SecureRandom;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;

/**
 * Puts the gateway together. Whoever imports it brings a {@link KafkaConnection}, a {@link
 * SchemaRegistry}, the {@link MediaReads} and an {@link InstantSource}.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(GatewayProperties.class)
@PropertySource("classpath:media-gateway.properties")
public class GatewayConfiguration {
    /** Before Boot's own, which would answer with a page of its own shape. */
    private static final int BEFORE_BOOT = -2;

    private static final Duration PREFLIGHT_AGE = Duration.ofHours(24);
    private static final int NONCE_BITS = 128;

    @Bean
    StreamSettings streamSettings(GatewayProperties properties) {
        return properties.stream().settings();
    }

    @Bean(destroyMethod = "close")
    KafkaCommands commands(
            KafkaTemplate<String, byte[]> template,
            KafkaConnection connection,
            SchemaRegistry registry,
            GatewayProperties properties,
            MeterRegistry meters) {
        var nonce = new BigInteger(NONCE_BITS, new SecureRandom()).toString(Character.MAX_RADIX);
        return new KafkaCommands(
                template,
                connection,
                registry,
                new ReplyAddress(properties.outcomePartition(), nonce),
                properties.commands().settings(),
                meters);
    }

    @Bean
    KafkaTemplate<String, byte[]> commandTemplate(KafkaConnection connection) {
        Map<String, Object> producer = new HashMap<>();
        producer.put(ProducerConfig.BOOTSTRAP_SERVERS_CONFIG, connection.bootstrapServers());
        producer.put(ProducerConfig.ENABLE_IDEMPOTENCE_CONFIG, true);
        producer.put(ProducerConfig.ACKS_CONFIG, "all");
        producer.put(ProducerConfig.LINGER_MS_CONFIG, 0);
        // Within the command's own timeout, so that a caller hears of a dead Kafka and not of us.
        producer.put(ProducerConfig.MAX_BLOCK_MS_CONFIG, 4_000);
        producer.put(ProducerConfig.REQUEST_TIMEOUT_MS_CONFIG, 4_000);
        producer.put(ProducerConfig.DELIVERY_TIMEOUT_MS_CONFIG, 4_500);
        producer.putAll(connection.settings());
        return new KafkaTemplate<>(
                new DefaultKafkaProducerFactory<>(
                        producer, new StringSerializer(), new ByteArraySerializer()));
    }

    @Bean
    StreamClient stream(StreamSettings settings, MeterRegistry meters) {
        return StreamClient.connect(settings, meters);
    }

    @Bean
    Authentication authentication(GatewayProperties properties, InstantSource clock) {
        return new Authentication(
                new Nip98Verifier(
                        properties.nip98().settings(properties.publicBaseUrl()),
                        new BouncyCastleSchnorr(),
                        clock),
                Schedulers.parallel());
    }

    @Bean
    RouterFunction<ServerResponse> videoRoutes(
            Authentication authentication,
            Commands commands,
            StreamApi stream,
            StreamSettings streamSettings,
            MediaReads reads,
            GatewayProperties properties,
            InstantSource clock) {
        var uploads =
                new Uploads(
                        commands, stream, properties.uploads(), streamSettings.uploads(), clock);
        return VideoRoutes.of(new VideoHandler(authentication, uploads, reads, clock));
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
    RouterFunction<ServerResponse> publisherRoutes(MediaReads reads, GatewayProperties properties) {
        return PublisherRoutes.of(new PublisherHandler(reads, properties.quotaPerHour()));
    }

    @Bean
    RouterFunction<ServerResponse> webhookRoutes(
            Commands commands,
            StreamSettings streamSettings,
            GatewayProperties properties,
            InstantSource clock,
            MeterRegistry meters) {
        return WebhookRoutes.of(
                new WebhookHandler(
                        new WebhookSignature(properties.webhook().settings(), clock),
                        new Notices(DeliveryUrls.of(streamSettings)),
                        commands,
                        meters));
    }

    @Bean
    RouterFunction<ServerResponse> openApiRoutes() {
        return OpenApi.routes();
    }

    @Bean
    @Order(BEFORE_BOOT)
    ProblemAnswers problemAnswers(JsonMapper json) {
        return new ProblemAnswers(json);
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
                        Authentication.IDEMPOTENCY_KEY));
        cors.setExposedHeaders(
                List.of(
                        HttpHeaders.LOCATION,
                        HttpHeaders.RETRY_AFTER,
                        RateLimits.RATE_LIMIT,
                        RateLimits.RATE_LIMIT_POLICY,
                        HttpHeaders.ETAG,
                        HttpHeaders.WWW_AUTHENTICATE,
                        VideoHandler.REPLAY));
        cors.setMaxAge(PREFLIGHT_AGE);
        var everywhere = new UrlBasedCorsConfigurationSource();
        everywhere.registerCorsConfiguration("/**", cors);
        return new CorsWebFilter(everywhere);
    }

    @Bean
    HealthIndicator commandsHealthIndicator(KafkaCommands commands) {
        return up(commands::isReady);
    }

    @Bean
    HealthIndicator readsHealthIndicator(MediaReads reads) {
        return up(reads::isReady);
    }

    private static HealthIndicator up(BooleanSupplier ready) {
        return () -> ready.getAsBoolean() ? Health.up().build() : Health.down().build();
    }
}
