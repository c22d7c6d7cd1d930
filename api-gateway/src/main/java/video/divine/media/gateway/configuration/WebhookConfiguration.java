package video.divine.media.gateway.configuration;

import io.micrometer.core.instrument.MeterRegistry;

import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.web.reactive.function.server.RouterFunction;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.WebFilter;

import video.divine.media.gateway.cloudflare.DeliveryUrls;
import video.divine.media.gateway.cloudflare.StreamApi;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.WebhookSecrets;
import video.divine.media.gateway.cloudflare.WebhookSettings;
import video.divine.media.gateway.cloudflare.WebhookSignature;
import video.divine.media.gateway.command.Commands;
import video.divine.media.gateway.nostr.Nip98Settings;
import video.divine.media.gateway.webhook.Notices;
import video.divine.media.gateway.webhook.SubscriptionCheck;
import video.divine.media.gateway.webhook.SubscriptionSettings;
import video.divine.media.gateway.webhook.WebhookHandler;
import video.divine.media.gateway.webhook.WebhookRoutes;
import video.divine.media.service.setting.BadSettingException;

import java.time.InstantSource;

/** Stream's webhooks: their signatures, and whether they come here at all. */
@Configuration(proxyBeanMethods = false)
class WebhookConfiguration {
    @Bean
    SubscriptionSettings subscriptionSettings(
            GatewayProperties properties, Nip98Settings nip98Settings) {
        return BadSettingException.naming(
                "media.webhook",
                () -> properties.webhook().subscription(nip98Settings.publicBaseUrls()));
    }

    @Bean
    WebhookSecrets webhookSecrets(
            WebhookSettings settings, SubscriptionSettings subscription, InstantSource clock) {
        return new WebhookSecrets(settings.secrets(), subscription.secretGrace(), clock);
    }

    @Bean
    SubscriptionCheck subscriptionCheck(
            StreamApi stream,
            SubscriptionSettings settings,
            WebhookSecrets secrets,
            Commands commands,
            MeterRegistry meters) {
        return new SubscriptionCheck(
                stream.background(), settings, secrets, commands::isReady, meters);
    }

    @Bean
    RouterFunction<ServerResponse> webhookRoutes(
            Commands commands,
            StreamSettings streamSettings,
            WebhookSettings webhookSettings,
            WebhookSecrets secrets,
            SubscriptionCheck subscription,
            InstantSource clock,
            MeterRegistry meters) {
        return WebhookRoutes.of(
                new WebhookHandler(
                        new WebhookSignature(webhookSettings, secrets, clock),
                        new Notices(DeliveryUrls.of(streamSettings)),
                        commands,
                        meters,
                        subscription::signatureRefused));
    }

    @Bean
    WebFilter webhookWithoutSlash() {
        return WebhookRoutes.withoutSlash();
    }
}
