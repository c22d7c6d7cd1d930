package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.ScramCredentialInfo;
import org.apache.kafka.clients.admin.ScramMechanism;
import org.apache.kafka.clients.admin.UserScramCredentialAlteration;
import org.apache.kafka.clients.admin.UserScramCredentialUpsertion;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;

import video.divine.media.avro.CallsLeased;
import video.divine.media.processor.runtime.MediaStreams;
import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.processor.runtime.TopicProvisioning;
import video.divine.media.processor.service.ProcessorService;
import video.divine.media.schemas.registry.InMemorySchemaRegistry;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.kafka.KafkaFailureException;
import video.divine.media.service.kafka.KafkaRefusedException;
import video.divine.media.service.kafka.KafkaSettingsException;
import video.divine.media.service.start.ServiceApplication;
import video.divine.media.standalone.kafka.InProcessKafka;
import video.divine.media.standalone.kafka.KafkaSettings;

import java.nio.file.Path;
import java.time.Duration;
import java.time.InstantSource;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A broker that takes only who has a certificate that it trusts (mutual TLS) and a password (SCRAM)
 * on top.
 */
@Timeout(180)
@ExtendWith(OutputCaptureExtension.class)
class SecuredKafkaTest {
    private static final String STORE_PASSWORD = "store-hunter2";
    private static final String BROKER_PASSWORD = "broker-hunter2";
    private static final String PASSWORD = "media-hunter2";
    private static final String WRONG_PASSWORD = "wrong-hunter2";
    private static final List<String> SECRETS =
            List.of(STORE_PASSWORD, BROKER_PASSWORD, PASSWORD, WRONG_PASSWORD);
    private static final Duration PATIENCE = Duration.ofSeconds(30);
    private static final int PARTITIONS = 2;

    @TempDir static Path directory;
    private static Path ourKeys;
    private static Path brokerTrust;
    private static Path strangerTrust;
    private static InProcessKafka kafka;

    @BeforeAll
    static void start() throws Exception {
        var brokerKeys = Certificates.keyStore(directory, "broker", STORE_PASSWORD);
        ourKeys = Certificates.keyStore(directory, "media", STORE_PASSWORD);
        brokerTrust = Certificates.trustStore(STORE_PASSWORD, brokerKeys);
        strangerTrust =
                Certificates.trustStore(
                        STORE_PASSWORD,
                        Certificates.keyStore(directory, "stranger", STORE_PASSWORD));
        var overrides = new HashMap<String, String>();
        overrides.put("listener.security.protocol.map", "CLIENTS:SASL_SSL,CONTROLLER:PLAINTEXT");
        overrides.put("sasl.enabled.mechanisms", "PLAIN,SCRAM-SHA-512");
        // The broker is a client of itself: it ends transactions over the same listener.
        overrides.put("sasl.mechanism.inter.broker.protocol", "PLAIN");
        overrides.put(
                "listener.name.clients.plain.sasl.jaas.config",
                plain("broker", BROKER_PASSWORD).replace(";", "")
                        + " user_broker=\"%s\";".formatted(BROKER_PASSWORD));
        overrides.put(
                "listener.name.clients.scram-sha-512.sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required;");
        overrides.put("ssl.client.auth", "required");
        overrides.put("ssl.keystore.type", "PKCS12");
        overrides.put("ssl.keystore.location", brokerKeys.toString());
        overrides.put("ssl.keystore.password", STORE_PASSWORD);
        overrides.put("ssl.truststore.type", "PKCS12");
        overrides.put(
                "ssl.truststore.location",
                Certificates.trustStore(STORE_PASSWORD, brokerKeys, ourKeys).toString());
        overrides.put("ssl.truststore.password", STORE_PASSWORD);
        kafka = InProcessKafka.start(new KafkaSettings(directory.resolve("kafka"), 0, overrides));
        addUser("media");
    }

    /** Of SCRAM, over PLAIN. */
    private static void addUser(String name) throws Exception {
        var settings = new HashMap<String, Object>(tls(brokerTrust));
        settings.put("bootstrap.servers", kafka.bootstrapServers());
        settings.put("sasl.mechanism", "PLAIN");
        settings.put("sasl.jaas.config", plain("broker", BROKER_PASSWORD));
        try (var admin = Admin.create(settings)) {
            admin.alterUserScramCredentials(
                            List.<UserScramCredentialAlteration>of(
                                    new UserScramCredentialUpsertion(
                                            name,
                                            new ScramCredentialInfo(
                                                    ScramMechanism.SCRAM_SHA_512, 4_096),
                                            PASSWORD)))
                    .all()
                    .get(20, SECONDS);
        }
    }

    @AfterAll
    static void stop() {
        kafka.close();
    }

    @Test
    void everyClientOfTheServiceGetsThroughAndNoneTellsItsSecrets() {
        var registry = new InMemorySchemaRegistry();
        try (var log = new KafkaLog()) {
            var settings = settings("works", scram("media", PASSWORD, brokerTrust));
            TopicProvisioning.provision(settings, PATIENCE);
            try (var streams =
                            MediaStreams.start(
                                    settings, registry, InstantSource.system(), () -> {});
                    var gateway = new CommandGateway(settings.kafka(), registry)) {
                await().atMost(Duration.ofSeconds(60)).until(streams::isReady);
                await().atMost(Duration.ofSeconds(30)).until(gateway::isReady);

                assertThat(gateway.lease().getBody())
                        .isInstanceOfSatisfying(
                                CallsLeased.class, it -> assertThat(it.getCalls()).isPositive());
            }
            // Clients print their settings: those of admin, producer and consumers were seen.
            assertThat(log.text())
                    .contains("AdminClientConfig values")
                    .contains("ProducerConfig values")
                    .contains("ConsumerConfig values")
                    .contains("StreamsConfig values")
                    .contains("sasl.jaas.config = [hidden]")
                    .contains("ssl.keystore.password = [hidden]")
                    .contains("ssl.truststore.password = [hidden]")
                    .doesNotContain(SECRETS);
        }
    }

    @Test
    void aWrongPasswordIsASentence() {
        assertRefused(
                KafkaRefusedException.class,
                scram("media", WRONG_PASSWORD, brokerTrust),
                "Expected Kafka to take our credentials (sasl.* of media.kafka.client), but:"
                        + " Authentication failed during authentication due to invalid credentials"
                        + " with SASL mechanism SCRAM-SHA-512.");
    }

    @Test
    void aCertificateThatIsNotTrustedIsASentence() {
        assertRefused(
                KafkaRefusedException.class,
                scram("media", PASSWORD, strangerTrust),
                "Expected a TLS connection to Kafka that both sides trust (ssl.* of"
                        + " media.kafka.client), but:");
    }

    @Test
    void aStoreThatCannotBeOpenedIsASentence() {
        var settings = scram("media", PASSWORD, brokerTrust);
        settings.put("ssl.keystore.password", WRONG_PASSWORD);

        assertRefused(
                KafkaSettingsException.class,
                settings,
                "Expected client settings that Kafka can use (media.kafka.client), but: Failed to"
                        + " load SSL keystore");
    }

    @Test
    void aProcessorWaitsForItsUserAndSaysSoOnce(CapturedOutput output) throws Exception {
        var properties = new HashMap<String, Object>();
        scram("late", PASSWORD, brokerTrust)
                .forEach((name, value) -> properties.put("media.kafka.client." + name, value));
        properties.put("media.kafka.bootstrap-servers", kafka.bootstrapServers());
        properties.put("media.registry.url", "http://127.0.0.1:1");
        properties.put("media.internal.token", "0123456789abcdef");
        properties.put("media.internal.port", "0");
        properties.put("media.advertised-url", "http://127.0.0.1:8081");
        properties.put("media.replication", "1");
        properties.put("media.partitions", String.valueOf(PARTITIONS));
        properties.put("media.data-dir", directory.resolve("waits").toString());
        var before = output.getAll().length();
        try (var processor =
                ServiceApplication.of(ProcessorService.class, "stream-processor", properties)
                        .run()) {
            assertThat(processor.isActive()).isTrue();
            var refused =
                    "waiting for Kafka: Expected Kafka to take our credentials (sasl.* of"
                            + " media.kafka.client), but: Authentication failed";
            await().atMost(Duration.ofSeconds(30)).until(() -> output.getAll().contains(refused));
            // Two more times that it is refused.
            Thread.sleep(2_500);
            assertThat(output.getAll().substring(before).lines().filter(it -> it.contains("WARN")))
                    .hasSize(1);

            addUser("late");

            await().atMost(Duration.ofSeconds(30))
                    .until(() -> output.getAll().contains("Kafka is there, after"));
        }
        assertThat(output.getAll().substring(before))
                .doesNotContain(SECRETS)
                .doesNotContain("ERROR");
    }

    private static void assertRefused(
            Class<? extends KafkaFailureException> type,
            Map<String, String> client,
            String sentence) {
        try (var log = new KafkaLog()) {
            var settings = settings("refused", client);

            assertThatThrownBy(() -> TopicProvisioning.provision(settings, PATIENCE))
                    .isInstanceOf(type)
                    .hasMessageStartingWith(sentence)
                    .satisfies(
                            it ->
                                    assertThat(it)
                                            .extracting(Throwable::getMessage)
                                            .asString()
                                            .doesNotContain(SECRETS));
            assertThat(log.text()).isNotEmpty().doesNotContain(SECRETS);
        }
        assertThat(settings("refused", client).toString()).doesNotContain(SECRETS);
    }

    private static ProcessorSettings settings(String state, Map<String, String> client) {
        return ProcessorSettings.alone(
                new KafkaConnection(kafka.bootstrapServers(), client),
                directory.resolve(state),
                ProcessorSettings.Topics.unreplicated(PARTITIONS));
    }

    private static Map<String, String> scram(String user, String password, Path trust) {
        var settings = new HashMap<>(tls(trust));
        settings.put("sasl.mechanism", "SCRAM-SHA-512");
        settings.put(
                "sasl.jaas.config",
                "org.apache.kafka.common.security.scram.ScramLoginModule required"
                        + " username=\"%s\" password=\"%s\";".formatted(user, password));
        return settings;
    }

    private static Map<String, String> tls(Path trust) {
        return Map.of(
                "security.protocol",
                "SASL_SSL",
                "ssl.keystore.type",
                "PKCS12",
                "ssl.keystore.location",
                ourKeys.toString(),
                "ssl.keystore.password",
                STORE_PASSWORD,
                "ssl.truststore.type",
                "PKCS12",
                "ssl.truststore.location",
                trust.toString(),
                "ssl.truststore.password",
                STORE_PASSWORD);
    }

    private static String plain(String user, String password) {
        return "org.apache.kafka.common.security.plain.PlainLoginModule required"
                + " username=\"%s\" password=\"%s\";".formatted(user, password);
    }
}
