package video.divine.media.gateway.cloudflare;

import java.net.URI;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Where Stream is, who we are there, and how hard we may press. Construction fails with one clear
 * sentence; no sentence and no {@code toString} shows the token.
 *
 * @param baseUrl the API's root, {@link #CLOUDFLARE} or a simulator's
 * @param account Cloudflare's account id
 * @param token an API token with the permission Stream Write
 * @param deliveryBaseUrl where clients fetch the video, when not from the URLs Stream names
 */
public record StreamSettings(
        URI baseUrl,
        String account,
        String token,
        Optional<URI> deliveryBaseUrl,
        Uploads uploads,
        Calls calls,
        Budget budget) {
    public static final URI CLOUDFLARE = URI.create("https://api.cloudflare.com/client/v4");

    private static final Pattern ACCOUNT = Pattern.compile("[A-Za-z0-9_-]{1,32}");
    private static final Pattern TOKEN = Pattern.compile("[\\x21-\\x7e]{1,1024}");

    public StreamSettings {
        baseUrl = httpUrl("baseUrl", baseUrl);
        if (!ACCOUNT.matcher(account).matches()) {
            // Not repeated: account and token are easily set the other way round.
            throw new IllegalArgumentException(
                    "Expected a Stream account of 1 to 32 letters, digits, '_' or '-', but it is"
                            + " something else");
        }
        if (!TOKEN.matcher(token).matches()) {
            throw new IllegalArgumentException(
                    "Expected a Stream token of printable ASCII without spaces, but it is "
                            + (token.isEmpty() ? "empty" : "not"));
        }
        deliveryBaseUrl = deliveryBaseUrl.map(url -> httpUrl("deliveryBaseUrl", url));
    }

    /** Everything at its default. */
    public static StreamSettings of(URI baseUrl, String account, String token) {
        return new StreamSettings(
                baseUrl,
                account,
                token,
                Optional.empty(),
                Uploads.DEFAULT,
                Calls.DEFAULT,
                Budget.DEFAULT);
    }

    public StreamSettings withDeliveryBaseUrl(URI url) {
        return new StreamSettings(
                baseUrl, account, token, Optional.of(url), uploads, calls, budget);
    }

    public StreamSettings withUploads(Uploads other) {
        return new StreamSettings(baseUrl, account, token, deliveryBaseUrl, other, calls, budget);
    }

    public StreamSettings withCalls(Calls other) {
        return new StreamSettings(baseUrl, account, token, deliveryBaseUrl, uploads, other, budget);
    }

    public StreamSettings withBudget(Budget other) {
        return new StreamSettings(baseUrl, account, token, deliveryBaseUrl, uploads, calls, other);
    }

    @Override
    public String toString() {
        return "StreamSettings[baseUrl=%s, account=%s, token=***, deliveryBaseUrl=%s, %s, %s, %s]"
                .formatted(baseUrl, account, deliveryBaseUrl, uploads, calls, budget);
    }

    /**
     * What an upload may be (Cloudflare: "Direct creator uploads").
     *
     * @param maxDurationSeconds 1 to 36,000; each open ticket reserves as much of the account's
     *     storage, so small is kind: what is left out reserves four hours
     * @param expiry how long the URL of a basic upload lives, 3 min to 6 h; that of a tus upload
     *     lives longer, as its file is. Stream wants at least 2 min and at most 6 h when the
     *     request arrives; whole seconds, the way there, its tries and a slow clock of ours all
     *     make it less
     */
    public record Uploads(int maxDurationSeconds, Duration expiry) {
        /** Stream's own maximum. */
        private static final Duration LONGEST = Duration.ofHours(6);

        /** That every client is taken to send at, in bytes a second. */
        private static final long SLOWEST = 1_000_000;

        /** Last, as it is made of the others. */
        public static final Uploads DEFAULT = new Uploads(60, Duration.ofMinutes(30));

        public Uploads {
            between("maxDurationSeconds", maxDurationSeconds, 1, TicketRequest.LONGEST_SECONDS);
            between("uploadExpiry", expiry, Duration.ofMinutes(3), LONGEST);
        }

        /** How long the link of such an upload lives: it must not end before the file is there. */
        public Duration expiry(UploadMethod method) {
            return switch (method) {
                case UploadMethod.Basic _ -> expiry;
                case UploadMethod.Tus(var bytes) -> {
                    var longer = expiry.plusSeconds(Math.ceilDiv(bytes, SLOWEST));
                    yield longer.compareTo(LONGEST) < 0 ? longer : LONGEST;
                }
            };
        }
    }

    /**
     * How one call behaves. The defaults let a POST that got no answer be cleaned up and made again
     * inside a saga's 15 s: 4 s lost, two short calls, another 4 s.
     *
     * @param connectTimeout shorter than callTimeout: only a connection that was never made proves
     *     that nothing was sent
     * @param callTimeout one try, from taking a connection to the last byte
     * @param attempts tries of one operation, the first included
     * @param firstPause before the second try; doubled for each further one, times 0.5 to 1.5
     * @param maxConnections of this process; four times as many calls may wait for one, each as
     *     long as connectTimeout. What comes on top, or waits longer, is not sent and tried again
     * @param breakerPause how long an open breaker stays open
     */
    public record Calls(
            Duration connectTimeout,
            Duration callTimeout,
            int attempts,
            Duration firstPause,
            int maxConnections,
            Duration breakerPause) {
        public static final Calls DEFAULT =
                new Calls(
                        Duration.ofSeconds(2),
                        Duration.ofSeconds(4),
                        3,
                        Duration.ofMillis(200),
                        32,
                        Duration.ofSeconds(10));

        public Calls {
            between("callTimeout", callTimeout, Duration.ofMillis(50), Duration.ofSeconds(15));
            between("connectTimeout", connectTimeout, Duration.ofMillis(10), callTimeout);
            between("attempts", attempts, 1, 10);
            between("firstPause", firstPause, Duration.ofMillis(1), Duration.ofSeconds(5));
            between("maxConnections", maxConnections, 1, 1_000);
            between("breakerPause", breakerPause, Duration.ofMillis(100), Duration.ofMinutes(5));
        }
    }

    /**
     * The account's calls, whichever process makes them. Cloudflare's own limit is 1,200 in five
     * minutes; the rest is left to the dashboard and to other tools.
     */
    public record Budget(int perFiveMinutes) {
        public static final Budget DEFAULT = new Budget(1_100);

        public Budget {
            between("budgetPerFiveMinutes", perFiveMinutes, 1, 1_000_000);
        }
    }

    private static <T extends Comparable<T>> void between(String name, T value, T low, T high) {
        if (value.compareTo(low) < 0 || value.compareTo(high) > 0) {
            throw new IllegalArgumentException(
                    "Expected Stream's %s from %s to %s, but it is %s"
                            .formatted(name, low, high, value));
        }
    }

    /** Without trailing slashes, so that paths can be appended. */
    private static URI httpUrl(String name, URI url) {
        var scheme = url.getScheme();
        if (!("http".equalsIgnoreCase(scheme) || "https".equalsIgnoreCase(scheme))
                || url.getHost() == null
                || url.getRawUserInfo() != null
                || url.getRawQuery() != null
                || url.getRawFragment() != null) {
            // The value is not repeated: somebody may have put a password into it.
            throw new IllegalArgumentException(
                    "Expected Stream's "
                            + name
                            + " as http(s)://host[:port][/path], but it is something else");
        }
        return URI.create(url.toString().replaceFirst("/+$", ""));
    }
}
