package video.divine.media.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.AppenderBase;

import org.slf4j.LoggerFactory;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.stream.Collectors;

/** Everything that Kafka's clients and our own classes log at INFO and above from now on. */
final class KafkaLog implements AutoCloseable {
    private static final List<String> LOGGERS =
            List.of(
                    "org.apache.kafka.common",
                    "org.apache.kafka.clients",
                    "org.apache.kafka.streams",
                    "video.divine.media");

    private final Logger root = (Logger) LoggerFactory.getLogger(Logger.ROOT_LOGGER_NAME);
    private final Map<Logger, Level> before = new HashMap<>();
    private final Collector collector = new Collector();

    /** On whichever thread. */
    private static final class Collector extends AppenderBase<ILoggingEvent> {
        private final Queue<String> lines = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            lines.add(event.getFormattedMessage());
            if (event.getThrowableProxy() != null) {
                lines.add(ThrowableProxyUtil.asString(event.getThrowableProxy()));
            }
        }
    }

    KafkaLog() {
        for (var name : LOGGERS) {
            var logger = (Logger) LoggerFactory.getLogger(name);
            before.put(logger, logger.getLevel());
            logger.setLevel(Level.INFO);
        }
        collector.start();
        root.addAppender(collector);
    }

    String text() {
        return collector.lines.stream().collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        root.detachAppender(collector);
        before.forEach(Logger::setLevel);
    }
}
