package video.divine.media.standalone.kafka;

import org.apache.kafka.clients.producer.ProducerRecord;

import java.io.FileOutputStream;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * A JVM of its own: a broker under traffic that halts itself in the middle. Each acknowledged value
 * goes to the file of the second argument before it is counted.
 */
final class BrokerKilledInTraffic {
    static final String TOPIC = "traffic";
    static final String OPEN_TRANSACTION = "never committed";
    static final int STATUS = 42;

    private static final int ACKNOWLEDGED_UNTIL_HALT = 5_000;

    private BrokerKilledInTraffic() {}

    public static void main(String[] arguments) throws Exception {
        var kafka = InProcessKafka.start(new KafkaSettings(Path.of(arguments[0]), 0));
        var bootstrap = kafka.bootstrapServers();
        KafkaClients.createTopic(bootstrap, TOPIC, 3);
        try (var acknowledged = new FileOutputStream(arguments[1]);
                var hanging =
                        KafkaClients.producer(
                                bootstrap, Map.of("transactional.id", "hanging", "linger.ms", 0));
                var producer = KafkaClients.producer(bootstrap, Map.of())) {
            hanging.initTransactions();
            hanging.beginTransaction();
            var _ = hanging.send(new ProducerRecord<>(TOPIC, "0", OPEN_TRANSACTION));
            hanging.flush();
            var count = new AtomicInteger();
            for (int i = 0; ; i++) {
                var value = "value " + i;
                var _ =
                        producer.send(
                                new ProducerRecord<>(TOPIC, String.valueOf(i), value),
                                (_, failure) -> {
                                    if (failure == null) {
                                        write(acknowledged, value);
                                        if (count.incrementAndGet() == ACKNOWLEDGED_UNTIL_HALT) {
                                            Runtime.getRuntime().halt(STATUS);
                                        }
                                    }
                                });
            }
        }
    }

    private static void write(FileOutputStream file, String value) {
        try {
            file.write((value + "\n").getBytes(StandardCharsets.UTF_8));
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }
}
