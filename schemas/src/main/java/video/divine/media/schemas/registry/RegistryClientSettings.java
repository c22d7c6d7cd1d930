package video.divine.media.schemas.registry;

import java.net.URI;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * Where the schema registry is and how long to wait for it.
 *
 * @param baseUrls tried in turn, the one that answered last first; a path is kept ({@code
 *     /apis/ccompat/v7}); no user info, which would end up in messages
 * @param credentials sent as HTTP Basic with each request
 * @param trust whose certificates are taken of an {@code https} URL; absent, those that the JVM
 *     trusts
 * @param connectTimeout for each base URL
 * @param requestTimeout for each base URL, from the request to the end of its answer
 * @param unknownIdTtl how long "no such schema" is believed. It bounds the calls a poisoned topic
 *     causes; it is short because a follower registry may lag behind the id it will soon know.
 * @param maxUnknownIds how many such answers are kept
 */
public record RegistryClientSettings(
        List<URI> baseUrls,
        Optional<BasicCredentials> credentials,
        Optional<TrustedCertificates> trust,
        Duration connectTimeout,
        Duration requestTimeout,
        Duration unknownIdTtl,
        int maxUnknownIds) {

    public RegistryClientSettings {
        baseUrls = List.copyOf(baseUrls);
        if (baseUrls.isEmpty()) {
            throw new IllegalArgumentException("A schema registry needs at least one base URL.");
        }
        baseUrls.forEach(RegistryClientSettings::check);
        if (!connectTimeout.isPositive() || !requestTimeout.isPositive()) {
            throw new IllegalArgumentException("Schema registry time-outs must be positive.");
        }
        if (unknownIdTtl.isNegative() || maxUnknownIds < 1) {
            throw new IllegalArgumentException(
                    "unknownIdTtl must not be negative and maxUnknownIds at least 1.");
        }
    }

    /** No credentials; 2 s to connect, 5 s to answer, unknown ids believed for 10 s. */
    public static RegistryClientSettings of(URI... baseUrls) {
        return new RegistryClientSettings(
                List.of(baseUrls),
                Optional.empty(),
                Optional.empty(),
                Duration.ofSeconds(2),
                Duration.ofSeconds(5),
                Duration.ofSeconds(10),
                1_000);
    }

    public RegistryClientSettings withCredentials(BasicCredentials given) {
        return new RegistryClientSettings(
                baseUrls,
                Optional.of(given),
                trust,
                connectTimeout,
                requestTimeout,
                unknownIdTtl,
                maxUnknownIds);
    }

    public RegistryClientSettings withTrust(TrustedCertificates given) {
        return new RegistryClientSettings(
                baseUrls,
                credentials,
                Optional.of(given),
                connectTimeout,
                requestTimeout,
                unknownIdTtl,
                maxUnknownIds);
    }

    private static void check(URI url) {
        // The URL itself stays out of the sentence: its user info may be a password.
        if (url.getRawUserInfo() != null) {
            throw new IllegalArgumentException(
                    "A schema registry URL must not hold user info: set the credentials apart.");
        }
        boolean http = "http".equalsIgnoreCase(url.getScheme());
        boolean https = "https".equalsIgnoreCase(url.getScheme());
        if (!(http || https) || url.getHost() == null || url.getRawQuery() != null) {
            throw new IllegalArgumentException(
                    "A schema registry URL must be http(s)://host[:port][/path].");
        }
    }

    /** A user and password; {@code toString} shows neither. */
    public record BasicCredentials(String user, String password) {
        public BasicCredentials {
            if (user.indexOf(':') >= 0) {
                // RFC 7617, section 2.
                throw new IllegalArgumentException("A Basic user must not hold a colon.");
            }
        }

        @Override
        public String toString() {
            return "BasicCredentials[…]";
        }
    }
}
