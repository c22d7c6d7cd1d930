package video.divine.media.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.ConfigurationPropertySources;
import org.springframework.boot.diagnostics.FailureAnalyzer;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MutablePropertySources;
import org.springframework.core.env.StandardEnvironment;
import org.springframework.core.env.SystemEnvironmentPropertySource;
import org.springframework.core.io.support.SpringFactoriesLoader;

import video.divine.media.gateway.Gateway;
import video.divine.media.gateway.cloudflare.StreamSettings;
import video.divine.media.gateway.cloudflare.WebhookSettings;
import video.divine.media.gateway.command.CommandSettings;
import video.divine.media.gateway.nostr.Nip98Settings;
import video.divine.media.gateway.task.HousekeepingSettings;
import video.divine.media.gateway.video.UploadSettings;
import video.divine.media.gateway.webhook.SubscriptionSettings;
import video.divine.media.service.internal.InternalSettings;
import video.divine.media.service.setting.BadSettingException;

import java.net.URI;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.IntStream;

/** Every setting by the name of its environment variable, and what a bad one says. */
class SettingsTest {
    private static final String SECRET = "very-secret";

    private static final Map<String, String> REQUIRED =
            Map.of(
                    "MEDIA_PUBLIC_BASE_URL",
                    "https://media.example",
                    "MEDIA_WEBHOOK_SECRET",
                    SECRET,
                    "MEDIA_STREAM_ACCOUNT",
                    "account",
                    "MEDIA_STREAM_TOKEN",
                    SECRET);

    private static GatewayProperties properties(Map<String, String> variables) {
        var all = new HashMap<String, Object>(REQUIRED);
        all.putAll(variables);
        var sources = new MutablePropertySources();
        sources.addFirst(
                new SystemEnvironmentPropertySource(
                        StandardEnvironment.SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME, all));
        return new Binder(ConfigurationPropertySources.from(sources))
                .bind("media", Bindable.of(GatewayProperties.class))
                .get();
    }

    private static GatewayProperties properties(String variable, String value) {
        return properties(Map.of(variable, value));
    }

    @Test
    void whatIsNotSetHasItsDefault() {
        var properties = properties(Map.of());

        assertThat(properties.uploads()).isEqualTo(new UploadSettings(30, Duration.ofSeconds(15)));
        assertThat(properties.nip98().settings(properties.publicBaseUrl()))
                .isEqualTo(Nip98Settings.strict(List.of("https://media.example")));
        assertThat(properties.webhook().settings()).isEqualTo(WebhookSettings.of(List.of(SECRET)));
        assertThat(properties.stream().settings())
                .isEqualTo(StreamSettings.of(StreamSettings.CLOUDFLARE, "account", SECRET));
        assertThat(properties.commands().settings()).isEqualTo(CommandSettings.DEFAULT);
    }

    @Test
    void publicBaseUrlsAreSeparatedByCommas() {
        assertThat(
                        properties(
                                        "MEDIA_PUBLIC_BASE_URL",
                                        "https://a.example, http://b.example:8080")
                                .publicBaseUrl())
                .containsExactly("https://a.example", "http://b.example:8080");
    }

    @Test
    void theQuotaIsSet() {
        assertThat(properties("MEDIA_QUOTA_PER_HOUR", "7").uploads().quotaPerHour()).isEqualTo(7);
    }

    @Test
    void theOutcomePartitionIsSet() {
        var share = properties("MEDIA_OUTCOME_PARTITION", "5").outcomeShare();

        assertThat(share.address(8, "nonce").partition()).isEqualTo(5);
    }

    @Test
    void theOutcomePartitionIsPickedByTheGatewaysName() {
        var share = properties("MEDIA_INSTANCE", "gateway-1").outcomeShare();

        assertThat(share.address(1, "nonce").partition()).isZero();
        assertThat(share.address(8, "nonce")).isEqualTo(share.address(8, "nonce"));
        assertThat(
                        IntStream.range(0, 100)
                                .map(
                                        i ->
                                                properties("MEDIA_INSTANCE", "gateway-" + i)
                                                        .outcomeShare()
                                                        .address(8, "nonce")
                                                        .partition())
                                .distinct()
                                .count())
                .isEqualTo(8);
    }

    private static Nip98Settings nip98(Map<String, String> variables) {
        var properties = properties(variables);
        return properties.nip98().settings(properties.publicBaseUrl());
    }

    @Test
    void theProfileOfTheMobileAppIsSet() {
        assertThat(nip98(Map.of("MEDIA_NIP98_PROFILE", "divine-mobile")))
                .isEqualTo(Nip98Settings.divineMobile(List.of("https://media.example")));
    }

    @Test
    void bothHalvesOfAProfileCanBeOverridden() {
        var settings =
                nip98(
                        Map.of(
                                "MEDIA_NIP98_PROFILE", "divine-mobile",
                                "MEDIA_NIP98_MAX_AGE", "90s",
                                "MEDIA_NIP98_PAYLOAD_REQUIRED", "true"));

        assertThat(settings.maxAge()).isEqualTo(Duration.ofSeconds(90));
        assertThat(settings.payloadRequired()).isTrue();
        assertThat(settings.portAndQueryOptional()).isTrue();
    }

    @Test
    void theWebhooksSettingsAreSet() {
        var settings =
                properties(
                                Map.of(
                                        "MEDIA_WEBHOOK_SECRET", "new",
                                        "MEDIA_WEBHOOK_PREVIOUS_SECRET", "old",
                                        "MEDIA_WEBHOOK_DIALECT", "seed",
                                        "MEDIA_WEBHOOK_SHARED_SECRET_FALLBACK", "true"))
                        .webhook()
                        .settings();

        assertThat(settings)
                .isEqualTo(
                        new WebhookSettings(
                                List.of("new", "old"),
                                WebhookSettings.Accepted.SEED,
                                Duration.ofMinutes(5),
                                true));
    }

    @Test
    void theSubscriptionsSettingsAreSet() {
        var bases = List.of("https://media.example/", "https://other.example");
        assertThat(properties(Map.of()).webhook().subscription(bases))
                .isEqualTo(
                        new SubscriptionSettings(
                                URI.create("https://media.example/v1/stream/webhook"),
                                Duration.ofMinutes(5),
                                false,
                                Duration.ofHours(1)));
        assertThat(
                        properties(
                                        Map.of(
                                                "MEDIA_WEBHOOK_URL", "https://hooks.example/stream",
                                                "MEDIA_WEBHOOK_REPAIR", "true",
                                                "MEDIA_WEBHOOK_CHECK_EVERY", "1m",
                                                "MEDIA_WEBHOOK_SECRET_GRACE", "10m"))
                                .webhook()
                                .subscription(bases))
                .isEqualTo(
                        new SubscriptionSettings(
                                URI.create("https://hooks.example/stream"),
                                Duration.ofMinutes(1),
                                true,
                                Duration.ofMinutes(10)));
    }

    @Test
    void anEmptyPreviousSecretIsNone() {
        assertThat(properties("MEDIA_WEBHOOK_PREVIOUS_SECRET", "").webhook().settings().secrets())
                .containsExactly(SECRET);
    }

    @Test
    void streamsSettingsAreSet() {
        var settings =
                properties(
                                Map.of(
                                        "MEDIA_STREAM_BASE_URL", "http://127.0.0.1:8090/client/v4/",
                                        "MEDIA_STREAM_ACCOUNT", "local",
                                        "MEDIA_STREAM_TOKEN", "token",
                                        "MEDIA_STREAM_DELIVERY_BASE_URL", "https://cdn.example",
                                        "MEDIA_STREAM_MAX_DURATION_SECONDS", "90",
                                        "MEDIA_STREAM_UPLOAD_EXPIRY", "10m",
                                        "MEDIA_STREAM_CALLS_PER_FIVE_MINUTES", "600"))
                        .stream()
                        .settings();

        assertThat(settings)
                .isEqualTo(
                        StreamSettings.of(
                                        URI.create("http://127.0.0.1:8090/client/v4"),
                                        "local",
                                        "token")
                                .withDeliveryBaseUrl(URI.create("https://cdn.example"))
                                .withUploads(new StreamSettings.Uploads(90, Duration.ofMinutes(10)))
                                .withBudget(new StreamSettings.Budget(600)));
    }

    @Test
    void theHousekeepingsIntervalsAreSet() {
        assertThat(
                        properties(Map.of("MEDIA_HOUSEKEEPING_SWEEP_INTERVAL", "20s"))
                                .housekeeping()
                                .settings("here"))
                .isEqualTo(
                        new HousekeepingSettings(
                                Duration.ofMinutes(5), Duration.ofSeconds(20), "here"));
        assertThat(
                        properties(Map.of("MEDIA_HOUSEKEEPING_SWEEP_INTERVAL", "0"))
                                .housekeeping()
                                .settings("here")
                                .sweepInterval())
                .isZero();
    }

    @Test
    void theStorageLimitIsSetInMinutes() {
        assertThat(properties(Map.of()).stream().storageLimit()).isEmpty();
        assertThat(properties("MEDIA_STREAM_STORAGE_LIMIT_MINUTES", "1000").stream().storageLimit())
                .hasValue(1000);
    }

    @Test
    void theDeploymentIsSet() {
        assertThat(properties(Map.of()).deployment()).isEqualTo("divine-media");
        assertThat(properties("MEDIA_DEPLOYMENT", "staging").deployment()).isEqualTo("staging");
    }

    @Test
    void theCommandsSettingsAreSet() {
        assertThat(
                        properties(
                                        Map.of(
                                                "MEDIA_COMMANDS_TIMEOUT", "2s",
                                                "MEDIA_COMMANDS_MAX_IN_FLIGHT", "9"))
                                .commands()
                                .settings())
                .isEqualTo(new CommandSettings(Duration.ofSeconds(2), 9));
    }

    @Test
    void noTextOfThemShowsASecret() {
        var properties = properties("MEDIA_WEBHOOK_PREVIOUS_SECRET", SECRET);

        assertThat(
                        List.of(
                                properties.toString(),
                                properties.webhook().settings().toString(),
                                properties.stream().settings().toString()))
                .allSatisfy(text -> assertThat(text).doesNotContain(SECRET));
    }

    @Test
    void theInternalPortsSettingsAreSet() {
        var token = "a-token-of-operators";
        assertThat(properties("MEDIA_INTERNAL_TOKEN", token).internal().settings())
                .isEqualTo(new InternalSettings("127.0.0.1", 8081, token));
        assertThat(
                        properties(
                                        Map.of(
                                                "MEDIA_INTERNAL_HOST", "10.0.0.1",
                                                "MEDIA_INTERNAL_PORT", "9000",
                                                "MEDIA_INTERNAL_TOKEN", token))
                                .internal()
                                .settings())
                .isEqualTo(new InternalSettings("10.0.0.1", 9000, token));
        assertThat(properties("MEDIA_INTERNAL_TOKEN", token).toString()).doesNotContain(token);
        assertThat(properties("MEDIA_INTERNAL_TOKEN", token).internal().settings().toString())
                .doesNotContain(token);
    }

    @Test
    void withoutATokenThereIsNoInternalPort() {
        assertThatThrownBy(() -> properties(Map.of()).internal().settings())
                .hasMessage(
                        "Expected media.internal.token (MEDIA_INTERNAL_TOKEN), but there is none");
        assertThatThrownBy(() -> properties("MEDIA_INTERNAL_TOKEN", "guess").internal().settings())
                .hasMessage(
                        "Expected an internal token (MEDIA_INTERNAL_TOKEN) of at least 16 characters, printable ASCII"
                                + " without spaces, but it is something else");
        assertThatThrownBy(() -> Gateway.start(Map.of("media.internal.token", "")).close())
                .rootCause()
                .isInstanceOf(BadSettingException.class)
                .hasMessage(
                        "media.internal: Expected media.internal.token (MEDIA_INTERNAL_TOKEN), but"
                                + " there is none");
    }

    /** The settings' beans alone; a good start needs no more of the gateway. */
    @Configuration(proxyBeanMethods = false)
    @org.springframework.boot.context.properties.EnableConfigurationProperties(
            GatewayProperties.class)
    static class Beans {
        final RestConfiguration rest = new RestConfiguration();

        @Bean
        StreamSettings stream(GatewayProperties properties) {
            return rest.streamSettings(properties);
        }

        @Bean
        Nip98Settings nip98(GatewayProperties properties) {
            return rest.nip98Settings(properties);
        }

        @Bean
        WebhookSettings webhook(GatewayProperties properties) {
            return rest.webhookSettings(properties);
        }

        @Bean
        UploadSettings uploads(GatewayProperties properties) {
            return rest.uploadSettings(properties);
        }
    }

    /** What an operator reads after a start with that variable. */
    private static String complaint(String variable, String value) {
        var complaint = new StringBuilder();
        var variables = new HashMap<String, Object>(REQUIRED);
        variables.put(variable, value);
        new ApplicationContextRunner()
                .withInitializer(
                        context ->
                                context.getEnvironment()
                                        .getPropertySources()
                                        .replace(
                                                StandardEnvironment
                                                        .SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                                new SystemEnvironmentPropertySource(
                                                        StandardEnvironment
                                                                .SYSTEM_ENVIRONMENT_PROPERTY_SOURCE_NAME,
                                                        variables)))
                .withInitializer(
                        context -> ConfigurationPropertySources.attach(context.getEnvironment()))
                .withUserConfiguration(Beans.class)
                .run(
                        context -> {
                            assertThat(context).hasFailed();
                            complaint.append(
                                    analysis(Objects.requireNonNull(context.getStartupFailure())));
                        });
        return complaint.toString();
    }

    /** As Boot finds it: by the analyzers of spring.factories, ours among them. */
    private static String analysis(Throwable failure) {
        return SpringFactoriesLoader.forDefaultResourceLocation()
                .load(FailureAnalyzer.class, (_, _, _) -> {})
                .stream()
                .map(analyzer -> analyzer.analyze(failure))
                .filter(Objects::nonNull)
                .map(analysis -> analysis.getDescription())
                .findFirst()
                .orElseThrow();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "MEDIA_PUBLIC_BASE_URL | '' | media.public-base-url or media.nip98: Expected at"
                        + " least one public base URL (MEDIA_PUBLIC_BASE_URL)",
                "MEDIA_PUBLIC_BASE_URL | https://u:very-secret@a.example | media.public-base-url"
                        + " or media.nip98: Expected a public base URL such as"
                        + " https://media.example, without user info, query or fragment",
                "MEDIA_NIP98_MAX_AGE | 0s | media.public-base-url or media.nip98: Expected a"
                        + " NIP-98 max age above zero",
                "MEDIA_NIP98_MAX_AGE | 601s | media.public-base-url or media.nip98: Expected a"
                        + " NIP-98 max age of at most PT10M, as a token lives for twice that and"
                        + " decisions are remembered for 25 minutes, but it is PT10M1S",
                "MEDIA_QUOTA_PER_HOUR | 0 | media.quota-per-hour: Expected a quota of at least one"
                        + " upload an hour",
                "MEDIA_STREAM_STORAGE_LIMIT_MINUTES | 0 | media.stream.storage-limit-minutes:"
                        + " Expected a storage limit of at least one minute, but it is 0",
                "MEDIA_DEPLOYMENT | a b | media.deployment: Expected a deployment of 1 to 64"
                        + " letters, digits, '.', '_' or '-', but it is not",
                "MEDIA_WEBHOOK_SECRET | '' | media.webhook: Expected media.webhook.secret"
                        + " (MEDIA_WEBHOOK_SECRET), but there is none",
                "MEDIA_STREAM_ACCOUNT | '' | media.stream: Expected media.stream.account"
                        + " (MEDIA_STREAM_ACCOUNT), but there is none",
                "MEDIA_STREAM_TOKEN | '' | media.stream: Expected media.stream.token"
                        + " (MEDIA_STREAM_TOKEN), but there is none",
                "MEDIA_STREAM_TOKEN | very-secret with spaces | media.stream: Expected a Stream"
                        + " token of printable ASCII without spaces, but it is not",
                "MEDIA_STREAM_ACCOUNT | very-secret-token-in-the-place-of-the-account |"
                        + " media.stream: Expected a Stream account of 1 to 32 letters, digits,"
                        + " '_' or '-', but it is something else",
                "MEDIA_STREAM_UPLOAD_EXPIRY | 1m | media.stream: Expected Stream's uploadExpiry"
                        + " from PT3M to PT6H, but it is PT1M",
            })
    void aBadSettingIsOneSentenceWithoutSecrets(String variable, String value, String sentence) {
        assertThat(complaint(variable, value)).isEqualTo(sentence).doesNotContain(SECRET);
    }

    @ParameterizedTest
    @CsvSource({
        "MEDIA_QUOTA_PER_HOUR,           many",
        "MEDIA_NIP98_PROFILE,            lax",
        "MEDIA_NIP98_MAX_AGE,            soon",
        "MEDIA_NIP98_PAYLOAD_REQUIRED,   perhaps",
        "MEDIA_WEBHOOK_DIALECT,          other",
        "MEDIA_STREAM_CALLS_PER_FIVE_MINUTES, 1.5",
    })
    void aValueOfTheWrongTypeIsNamed(String variable, String value) {
        var property =
                variable.toLowerCase(java.util.Locale.ROOT)
                        .replaceFirst("_", ".")
                        .replaceFirst("(nip98|webhook|stream)_", "$1.")
                        .replace('_', '-');

        assertThat(complaint(variable, value)).contains(property, value);
    }

    @ParameterizedTest
    @ValueSource(strings = {"MEDIA_STREAM_BASE_URL", "MEDIA_STREAM_DELIVERY_BASE_URL"})
    void aUrlThatIsNoneIsNotRepeatedAsItMayHoldAPassword(String variable) {
        for (var url :
                List.of(
                        "https://me:very-secret@host/x",
                        "https://me:very-secret@host name/x",
                        "https://me:very-secret@[host/x",
                        "very-secret")) {
            assertThat(complaint(variable, url))
                    .startsWith("media.stream: Expected ")
                    .contains("http(s)://host[:port][/path]")
                    .doesNotContain(SECRET);
        }
    }
}
