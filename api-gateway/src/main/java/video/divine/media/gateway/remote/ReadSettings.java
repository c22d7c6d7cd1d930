package video.divine.media.gateway.remote;

import java.net.URI;
import java.time.Duration;
import java.util.List;

/**
 * How processors are read.
 *
 * @param processors where some of them are reached ({@code http://host:port}); a name may stand for
 *     several. The others are learned from them
 * @param token that they ask for
 * @param maxStandbyLag how many changelog records a copy may be behind that answers where the
 *     active one does not
 * @param connectTimeout of one connection
 * @param answerTimeout of one processor
 * @param deadline of a read, whoever answers it
 * @param refreshEvery how often all are asked what they run
 */
public record ReadSettings(
        List<URI> processors,
        String token,
        long maxStandbyLag,
        Duration connectTimeout,
        Duration answerTimeout,
        Duration deadline,
        Duration refreshEvery) {
    public static final long DEFAULT_MAX_STANDBY_LAG = 1_000;
    public static final Duration DEFAULT_CONNECT_TIMEOUT = Duration.ofMillis(250);

    /**
     * A processor relies on it: who was stopped for longer than this answers nobody who still waits
     * (its lease ends a second before another one can take over).
     */
    public static final Duration LONGEST_ANSWER_TIMEOUT = Duration.ofSeconds(1);

    public static final Duration DEFAULT_DEADLINE = Duration.ofSeconds(2);
    public static final Duration DEFAULT_REFRESH = Duration.ofSeconds(3);

    public ReadSettings {
        processors = List.copyOf(processors);
        if (processors.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected at least one processor, but there is none");
        }
        processors.forEach(ReadSettings::requireBase);
        if (maxStandbyLag < 0) {
            throw new IllegalArgumentException(
                    "Expected a standby lag of 0 or more, but it is " + maxStandbyLag);
        }
        requirePositive("connect timeout", connectTimeout);
        requirePositive("answer timeout", answerTimeout);
        requirePositive("deadline", deadline);
        requirePositive("refresh interval", refreshEvery);
        if (answerTimeout.compareTo(LONGEST_ANSWER_TIMEOUT) > 0) {
            throw new IllegalArgumentException(
                    "Expected an answer timeout of up to 1 s, but it is " + answerTimeout);
        }
    }

    /** With the defaults. */
    public static ReadSettings of(List<URI> processors, String token) {
        return new ReadSettings(
                processors,
                token,
                DEFAULT_MAX_STANDBY_LAG,
                DEFAULT_CONNECT_TIMEOUT,
                LONGEST_ANSWER_TIMEOUT,
                DEFAULT_DEADLINE,
                DEFAULT_REFRESH);
    }

    private static void requireBase(URI processor) {
        var path = processor.getPath();
        if (!"http".equals(processor.getScheme())
                || processor.getHost() == null
                || processor.getPort() < 1
                || processor.getUserInfo() != null
                || !(path == null || path.isEmpty() || path.equals("/"))) {
            throw new IllegalArgumentException(
                    "Expected a processor as http://host:port, but it is something else");
        }
    }

    private static void requirePositive(String name, Duration duration) {
        if (!duration.isPositive()) {
            throw new IllegalArgumentException(
                    "Expected a positive " + name + ", but it is " + duration);
        }
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "ReadSettings[processors=" + processors + "]";
    }
}
