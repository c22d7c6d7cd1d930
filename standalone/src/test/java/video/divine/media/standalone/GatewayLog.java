package video.divine.media.standalone;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.core.AppenderBase;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import video.divine.media.gateway.command.Commands;

import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** What a gateway says of its commands at INFO and above from now on. */
final class GatewayLog implements AutoCloseable {
    private final Logger logger = (Logger) LoggerFactory.getLogger(Commands.class.getPackageName());
    private final @Nullable Level before = logger.getLevel();
    private final Collector collector = new Collector();

    /** On whichever thread. */
    private static final class Collector extends AppenderBase<ILoggingEvent> {
        private final Queue<ILoggingEvent> events = new ConcurrentLinkedQueue<>();

        @Override
        protected void append(ILoggingEvent event) {
            events.add(event);
        }
    }

    GatewayLog() {
        logger.setLevel(Level.INFO);
        collector.start();
        logger.addAppender(collector);
    }

    /** The messages of that level, oldest first. */
    List<String> lines(Level level) {
        return collector.events.stream()
                .filter(event -> event.getLevel().equals(level))
                .map(ILoggingEvent::getFormattedMessage)
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(collector);
        logger.setLevel(before);
    }
}
