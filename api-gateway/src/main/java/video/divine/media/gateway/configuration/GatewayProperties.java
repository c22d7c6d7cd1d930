package video.divine.media.gateway.configuration;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.WebhookSettings;
import video.divine.media.gateway.cloudflare.WebhookSettings.Accepted;
import video.divine.media.gateway.command.CommandSettings;
import video.divine.media.gateway.command.OutcomeShare;
import video.divine.media.gateway.nostr.Nip98Settings;
import video.divine.media.gateway.task.HousekeepingSettings;
import video.divine.media.gateway.video.UploadSettings;
import video.divine.media.gateway.webhook.SubscriptionSettings;
import video.divine.media.service.internal.InternalProperties;

import java.net.InetAddress;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.UnknownHostException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * The gateway's settings under {@code media.*}; each is also an environment variable (the name in
 * upper case, dots and hyphens as underscores).
 *
 * @param publicBaseUrl where clients reach this service: what a NIP-98 {@code u} tag is held
 *     against. Never taken from the Host header
 * @param quotaPerHour uploads of one publisher in a clock hour
 * @param deployment marks our tickets at Stream: installations that share an account need one each
 * @param instance names this gateway among others; the machine's name where none is set
 * @param outcomePartition of the outcomes topic that this gateway reads, if it is not to be picked
 *     by its name
 * @param drainDelay how long requests are served after the readiness was taken back at the end
 */
@ConfigurationProperties("media")
public record GatewayProperties(
        @DefaultValue({}) List<String> publicBaseUrl,
        @DefaultValue("30") int quotaPerHour,
        @DefaultValue(UploadSettings.DEFAULT_DEPLOYMENT) String deployment,
        @Nullable String instance,
        @Nullable Integer outcomePartition,
        @DefaultValue("0s") Duration drainDelay,
        @DefaultValue Nip98 nip98,
        @DefaultValue Webhook webhook,
        @DefaultValue Stream stream,
        @DefaultValue Commands commands,
        @DefaultValue InternalProperties internal,
        @DefaultValue Housekeeping housekeeping) {

    /** Which tokens are taken. */
    public enum Nip98Profile {
        /** 60 s either way, the hash of a body required. */
        STRICT,
        /** Divine's mobile app of 2025: 600 s, no hash, {@code u} without port and query. */
        DIVINE_MOBILE
    }

    /**
     * NIP-98.
     *
     * @param maxAge overrides the profile's
     * @param payloadRequired overrides the profile's
     */
    public record Nip98(
            @DefaultValue("strict") Nip98Profile profile,
            @Nullable Duration maxAge,
            @Nullable Boolean payloadRequired) {
        Nip98Settings settings(List<String> publicBaseUrls) {
            var base =
                    switch (profile) {
                        case STRICT -> Nip98Settings.strict(publicBaseUrls);
                        case DIVINE_MOBILE -> Nip98Settings.divineMobile(publicBaseUrls);
                    };
            return new Nip98Settings(
                    publicBaseUrls,
                    maxAge == null ? base.maxAge() : maxAge,
                    payloadRequired == null ? base.payloadRequired() : payloadRequired,
                    base.portAndQueryOptional());
        }
    }

    /**
     * Stream's webhooks.
     *
     * @param secret of the present subscription
     * @param previousSecret of the one before: Cloudflare rotates at every change of the URL
     * @param dialect which spelling of the signature header is read
     * @param sharedSecretFallback takes {@code x-webhook-secret} where there is no signature; for
     *     test installations only
     * @param url where Stream reaches us, if not under the first public base URL
     * @param repair sets a subscription to another place right
     * @param checkEvery how often Stream is asked where its webhooks go
     * @param secretGrace how long a secret is taken after Stream told another one
     */
    public record Webhook(
            @Nullable String secret,
            @Nullable String previousSecret,
            @DefaultValue("any") Accepted dialect,
            @DefaultValue("false") boolean sharedSecretFallback,
            @Nullable String url,
            @DefaultValue("false") boolean repair,
            @DefaultValue("5m") Duration checkEvery,
            @DefaultValue("1h") Duration secretGrace) {
        /** Where it shall go, under the first of {@code publicBaseUrls} unless it is said. */
        SubscriptionSettings subscription(List<String> publicBaseUrls) {
            return new SubscriptionSettings(
                    Stream.url(url, "media.webhook.url (MEDIA_WEBHOOK_URL)")
                            .orElseGet(() -> under(publicBaseUrls.getFirst())),
                    checkEvery,
                    repair,
                    secretGrace);
        }

        private static URI under(String base) {
            return URI.create(base.replaceFirst("/+$", "") + "/v1/stream/webhook");
        }

        WebhookSettings settings() {
            if (secret == null || secret.isBlank()) {
                throw new IllegalArgumentException(
                        "Expected media.webhook.secret (MEDIA_WEBHOOK_SECRET), but there is none");
            }
            var secrets =
                    previousSecret == null || previousSecret.isBlank()
                            ? List.of(secret)
                            : List.of(secret, previousSecret);
            return new WebhookSettings(
                    secrets, dialect, WebhookSettings.DEFAULT_MAX_SKEW, sharedSecretFallback);
        }

        /** Without the secrets. */
        @Override
        public String toString() {
            return "Webhook[dialect=" + dialect + "]";
        }
    }

    /**
     * Cloudflare Stream.
     *
     * @param deliveryBaseUrl where clients play from, if not from the URLs that Stream names
     * @param maxDurationSeconds of an upload: each open link reserves as much of the account
     * @param uploadExpiry how long an upload link lives
     * @param callsPerFiveMinutes of the account, shared by all gateways
     * @param storageLimitMinutes of what this installation may take of the account
     */
    public record Stream(
            @Nullable String baseUrl,
            @Nullable String account,
            @Nullable String token,
            @Nullable String deliveryBaseUrl,
            @DefaultValue("60") int maxDurationSeconds,
            @DefaultValue("30m") Duration uploadExpiry,
            @DefaultValue("1100") int callsPerFiveMinutes,
            @Nullable Integer storageLimitMinutes) {
        OptionalInt storageLimit() {
            return storageLimitMinutes == null
                    ? OptionalInt.empty()
                    : OptionalInt.of(storageLimitMinutes);
        }

        StreamSettings settings() {
            return new StreamSettings(
                    url(baseUrl, "media.stream.base-url (MEDIA_STREAM_BASE_URL)")
                            .orElse(StreamSettings.CLOUDFLARE),
                    required(account, "media.stream.account (MEDIA_STREAM_ACCOUNT)"),
                    required(token, "media.stream.token (MEDIA_STREAM_TOKEN)"),
                    url(
                            deliveryBaseUrl,
                            "media.stream.delivery-base-url (MEDIA_STREAM_DELIVERY_BASE_URL)"),
                    new StreamSettings.Uploads(maxDurationSeconds, uploadExpiry),
                    StreamSettings.Calls.DEFAULT,
                    new StreamSettings.Budget(callsPerFiveMinutes));
        }

        /** Read here, because Boot repeats a value that it cannot convert. */
        private static Optional<URI> url(@Nullable String value, String name) {
            if (value == null || value.isBlank()) {
                return Optional.empty();
            }
            try {
                return Optional.of(new URI(value.strip()));
            } catch (URISyntaxException e) {
                throw new IllegalArgumentException(
                        "Expected "
                                + name
                                + " as http(s)://host[:port][/path], but it is something else");
            }
        }

        private static String required(@Nullable String value, String name) {
            if (value == null || value.isBlank()) {
                throw new IllegalArgumentException("Expected " + name + ", but there is none");
            }
            return value;
        }

        /** Without what is a secret or may hold one by mistake. */
        @Override
        public String toString() {
            return "Stream[maxDurationSeconds=" + maxDurationSeconds + "]";
        }
    }

    /**
     * Commands to the processor.
     *
     * @param timeout from sending a command to its outcome
     * @param maxInFlight commands that wait at once; the rest is shed
     */
    public record Commands(
            @DefaultValue("5s") Duration timeout, @DefaultValue("512") int maxInFlight) {
        CommandSettings settings() {
            return new CommandSettings(timeout, maxInFlight);
        }
    }

    /**
     * What is looked after at Stream by one gateway of all.
     *
     * @param storageInterval between two looks at the storage in use
     * @param sweepInterval between two searches for tickets of nobody; 0 for none
     */
    public record Housekeeping(
            @DefaultValue("5m") Duration storageInterval,
            @DefaultValue("5m") Duration sweepInterval) {
        HousekeepingSettings settings(String deployment) {
            return new HousekeepingSettings(storageInterval, sweepInterval, deployment);
        }
    }

    /** Which partition of the outcomes it reads, of how many there are. */
    OutcomeShare outcomeShare() {
        return outcomePartition == null
                ? OutcomeShare.byName(instance == null || instance.isBlank() ? host() : instance)
                : OutcomeShare.fixed(outcomePartition);
    }

    private static String host() {
        try {
            return InetAddress.getLocalHost().getHostName();
        } catch (UnknownHostException _) {
            // Any partition will do: others' outcomes are ignored.
            return "localhost";
        }
    }

    UploadSettings uploads() {
        return new UploadSettings(quotaPerHour, UploadSettings.DEFAULT_STREAM_DEADLINE);
    }
}
