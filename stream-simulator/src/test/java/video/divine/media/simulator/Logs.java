package video.divine.media.simulator;

import ch.qos.logback.classic.Level;
import ch.qos.logback.classic.Logger;
import ch.qos.logback.classic.spi.ILoggingEvent;
import ch.qos.logback.classic.spi.ThrowableProxyUtil;
import ch.qos.logback.core.read.ListAppender;

import org.slf4j.LoggerFactory;

import java.util.List;
import java.util.Objects;

/**
 * What is logged from now on: by everybody at INFO and above, as a service prints it by default,
 * and by Spring's and our own classes at DEBUG, too.
 */
final class Logs implements AutoCloseable {
    private static final List<String> CLOSELY_WATCHED =
            List.of("video.divine.media", "org.springframework.web");

    private final Logger root = logger(org.slf4j.Logger.ROOT_LOGGER_NAME);
    private final Level before = Objects.requireNonNull(root.getLevel());
    private final ListAppender<ILoggingEvent> appender = new ListAppender<>();

    Logs() {
        root.setLevel(Level.INFO);
        CLOSELY_WATCHED.forEach(name -> logger(name).setLevel(Level.DEBUG));
        appender.start();
        root.addAppender(appender);
    }

    /** All that a log would hold: messages and traces. */
    List<String> everything() {
        return List.copyOf(appender.list).stream()
                .map(
                        event ->
                                event.getLevel()
                                        + " "
                                        + event.getLoggerName()
                                        + " "
                                        + event.getFormattedMessage()
                                        + " "
                                        + ThrowableProxyUtil.asString(event.getThrowableProxy()))
                .toList();
    }

    @Override
    public void close() {
        root.detachAppender(appender);
        CLOSELY_WATCHED.forEach(name -> logger(name).setLevel(null));
        root.setLevel(before);
        appender.stop();
    }

    private static Logger logger(String name) {
        return (Logger) LoggerFactory.getLogger(name);
    }
}
