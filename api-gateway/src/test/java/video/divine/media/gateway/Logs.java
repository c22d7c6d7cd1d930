package video.divine.media.gateway;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;

import org.jspecify.annotations.Nullable;
import org.slf4j.LoggerFactory;

import java.util.List;

/** What is logged from now on, at DEBUG and above. */
public final class Logs implements AutoCloseable {
    private final Logger logger;
    private final @Nullable Level before;
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    private Logs(String name) {
        logger = (Logger) LoggerFactory.getLogger(name);
        before = logger.getLevel();
        logger.setLevel(Level.DEBUG);
        appender.start();
        logger.addAppender(appender);
    }

    /** Of our own code. */
    public static Logs ofTheGateway() {
        return new Logs("video.divine.media");
    }

    /** Of that package. */
    public static Logs of(String name) {
        return new Logs(name);
    }

    /** What was logged at that level, oldest first. */
    public List<ILoggingEvent> events(Level level) {
        return List.copyOf(appender.list).stream()
                .filter(event -> event.getLevel().equals(level))
                .toList();
    }

    /** The messages of that level, oldest first. */
    public List<String> lines(Level level) {
        return events(level).stream().map(ILoggingEvent::getFormattedMessage).toList();
    }

    /** All that a log would hold: messages and traces. */
    public List<String> everything() {
        return List.copyOf(appender.list).stream()
                .map(
                        event ->
                                event.getLoggerName()
                                        + " "
                                        + event.getFormattedMessage()
                                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Override
    public void close() {
        logger.detachAppender(appender);
        logger.setLevel(before);
        appender.stop();
    }
}
