package video.divine.media.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.util.concurrent.TimeUnit.SECONDS;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.consumer.KafkaConsumer;
import org.apache.kafka.clients.producer.ProducerRecord;
import org.apache.kafka.common.serialization.StringDeserializer;
import org.apache.kafka.common.utils.AppInfoParser;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;

import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;

@Timeout(120)
@ExtendWith(BrokerFaults.class)
class InProcessKafkaTest {
    @TempDir Path directory;

    @Test
    void recordsAndTopicsOutliveARestart() throws Exception {
        try (var kafka = start()) {
            KafkaClients.createTopic(kafka.bootstrapServers(), "letters", 2);
            send(kafka, "letters", "a");
        }
        try (var kafka = start()) {
            send(kafka, "letters", "b");
            assertThat(KafkaClients.valuesOf(kafka.bootstrapServers(), "letters"))
                    .containsExactlyInAnyOrder("a", "b");
        }
    }

    @Test
    void everyAcknowledgedRecordOutlivesAHardKill() throws Exception {
        var acknowledged = Files.createTempFile(directory, "acknowledged", ".txt");
        var child =
                new ProcessBuilder(
                                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                                "-Xmx512m",
                                "-cp",
                                System.getProperty("java.class.path"),
                                BrokerKilledInTraffic.class.getName(),
                                data().toString(),
                                acknowledged.toString())
                        .redirectErrorStream(true)
                        .redirectOutput(directory.resolve("child.log").toFile())
                        .start();
        try {
            assertThat(child.waitFor(60, SECONDS)).isTrue();
        } finally {
            child.destroyForcibly();
        }
        assertThat(child.exitValue())
                .as(Files.readString(directory.resolve("child.log")))
                .isEqualTo(BrokerKilledInTraffic.STATUS);

        var promised = Files.readAllLines(acknowledged);
        assertThat(promised).hasSizeGreaterThanOrEqualTo(5_000);
        try (var kafka = start()) {
            // A second generation of the hanging producer fences the first and aborts its records.
            try (var successor =
                    KafkaClients.producer(
                            kafka.bootstrapServers(), Map.of("transactional.id", "hanging"))) {
                successor.initTransactions();
            }
            var found =
                    KafkaClients.valuesOf(kafka.bootstrapServers(), BrokerKilledInTraffic.TOPIC);
            assertThat(found)
                    .containsAll(promised)
                    .doesNotHaveDuplicates()
                    .doesNotContain(BrokerKilledInTraffic.OPEN_TRANSACTION);
        }
    }

    @Test
    void aGroupAndATransactionWorkOnOneNode() throws Exception {
        try (var kafka = start();
                var producer =
                        KafkaClients.producer(
                                kafka.bootstrapServers(), Map.of("transactional.id", "t"))) {
            KafkaClients.createTopic(kafka.bootstrapServers(), "letters", 1);
            producer.initTransactions();
            producer.beginTransaction();
            var _ = producer.send(new ProducerRecord<>("letters", "committed"));
            producer.commitTransaction();
            producer.beginTransaction();
            var _ = producer.send(new ProducerRecord<>("letters", "aborted"));
            producer.abortTransaction();

            Map<String, Object> settings =
                    Map.of(
                            "bootstrap.servers", kafka.bootstrapServers(),
                            "group.id", "readers",
                            "auto.offset.reset", "earliest",
                            "isolation.level", "read_committed");
            try (var consumer =
                    new KafkaConsumer<>(
                            settings, new StringDeserializer(), new StringDeserializer())) {
                consumer.subscribe(List.of("letters"));
                var records = consumer.poll(java.time.Duration.ofSeconds(20));
                assertThat(records).extracting(it -> it.value()).containsExactly("committed");
                consumer.commitSync();
            }
        }
    }

    @Test
    void noTopicIsMadeByATypo() throws Exception {
        try (var kafka = start();
                var producer =
                        KafkaClients.producer(
                                kafka.bootstrapServers(), Map.of("max.block.ms", 2_000))) {
            assertThatThrownBy(
                            () ->
                                    producer.send(new ProducerRecord<>("leters", "a"))
                                            .get(20, SECONDS))
                    .isInstanceOf(ExecutionException.class);
            try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
                assertThat(admin.listTopics().names().get(20, SECONDS)).isEmpty();
            }
        }
    }

    @Test
    void theGivenPortIsUsedAndFreeAgainAfterClose() throws Exception {
        int port = freePort();
        for (int i = 0; i < 2; i++) {
            try (var kafka = InProcessKafka.start(new KafkaSettings(data(), port))) {
                assertThat(kafka.bootstrapServers()).isEqualTo("127.0.0.1:" + port);
                send(kafka, topicOnce(kafka), "x");
            }
        }
    }

    @Test
    void aTakenPortIsOneSentence() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            int port = socket.getLocalPort();
            assertThatThrownBy(() -> InProcessKafka.start(new KafkaSettings(data(), port)))
                    .isInstanceOf(KafkaStartException.class)
                    .hasMessage(
                            "Kafka's port %d on 127.0.0.1 is taken: Address already in use."
                                    .formatted(port));
        }
        // The attempt left nothing behind.
        start().close();
    }

    @Test
    void aDirectoryInUseIsOneSentence() {
        try (var kafka = start()) {
            assertThatThrownBy(this::start)
                    .isInstanceOf(KafkaStartException.class)
                    .hasMessage(
                            "Kafka's data directory %s is in use by another process."
                                    .formatted(data().toAbsolutePath()));
            assertThat(kafka.bootstrapServers()).startsWith("127.0.0.1:");
        }
    }

    @Test
    void aDirectoryOfANewerKafkaIsOneSentence() throws Exception {
        var own = AppInfoParser.getVersion();
        start().close();
        assertThat(data().resolve("kafka-version")).hasContent(own);

        Files.writeString(data().resolve("kafka-version"), "4.10.0\n");
        assertThatThrownBy(this::start)
                .isInstanceOf(KafkaStartException.class)
                .hasMessage(
                        "Kafka's data directory %s was written by Kafka 4.10.0; this is %s and cannot read it."
                                .formatted(data().toAbsolutePath(), own));

        Files.writeString(data().resolve("kafka-version"), "4.2.9\n");
        start().close();
        assertThat(data().resolve("kafka-version")).hasContent(own);
    }

    @Test
    void aDirectoryThatIsAFileIsOneSentence() throws Exception {
        Files.writeString(data(), "");

        assertThatThrownBy(this::start)
                .isInstanceOf(KafkaStartException.class)
                .hasMessageStartingWith("Kafka's data directory ")
                .hasMessageContaining("cannot be used");
    }

    @Test
    void aFormatThatWasCutShortStartsAnew() throws Exception {
        Files.createDirectories(data().resolve("log"));
        Files.writeString(data().resolve("log/bootstrap.checkpoint"), "half a file");

        start().close();
    }

    @Test
    void closingTwiceIsHarmless() {
        var kafka = start();
        kafka.close();
        kafka.close();
    }

    private Path data() {
        return directory.resolve("kafka");
    }

    private InProcessKafka start() {
        return InProcessKafka.start(new KafkaSettings(data(), 0));
    }

    private static String topicOnce(InProcessKafka kafka) throws Exception {
        try (var admin = Admin.create(Map.of("bootstrap.servers", kafka.bootstrapServers()))) {
            if (admin.listTopics().names().get(20, SECONDS).isEmpty()) {
                KafkaClients.createTopic(kafka.bootstrapServers(), "letters", 1);
            }
        }
        return "letters";
    }

    private static void send(InProcessKafka kafka, String topic, String value) throws Exception {
        try (var producer = KafkaClients.producer(kafka.bootstrapServers(), Map.of())) {
            producer.send(new ProducerRecord<>(topic, value)).get(20, SECONDS);
        }
    }

    private static int freePort() throws Exception {
        try (var socket = new ServerSocket(0, 1, InetAddress.ofLiteral("127.0.0.1"))) {
            return socket.getLocalPort();
        }
    }
}
