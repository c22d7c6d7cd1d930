package video.divine.media.simulator;

import video.divine.media.simulator.api.UploadLimits;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.webhook.RetryPolicy;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;

/**
 * How a simulator is set up; {@link #local} has a default for everything.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param account the account id in API paths
 * @param token the bearer token of that account
 * @param dataDirectory where videos, subscription and an unpacked ffmpeg are kept; one simulator at
 *     a time
 * @param deliveryBaseUrl what playback and thumbnail URLs begin with; absent, host and port
 * @param uploadBaseUrl what upload URLs begin with; absent, host and port
 * @param subscription stored at start if it differs from the stored one
 * @param ffmpeg absent, the one on the PATH, else the bundled one
 * @param transcodeConcurrency how many videos are encoded at once
 */
public record SimulatorSettings(
        String host,
        int port,
        String account,
        String token,
        Path dataDirectory,
        Optional<URI> deliveryBaseUrl,
        Optional<URI> uploadBaseUrl,
        Optional<InitialSubscription> subscription,
        Optional<Ffmpeg> ffmpeg,
        int transcodeConcurrency,
        UploadLimits uploadLimits,
        RetryPolicy webhookRetries,
        InstantSource clock) {

    private static final int HIGHEST_PORT = 65_535;

    public SimulatorSettings {
        if (port < 0 || port > HIGHEST_PORT) {
            throw new IllegalArgumentException("Expected a port from 0 to 65535, but got " + port);
        }
        if (account.isBlank() || token.isBlank()) {
            throw new IllegalArgumentException("Expected an account and a token, but one is blank");
        }
        if (transcodeConcurrency < 1) {
            throw new IllegalArgumentException(
                    "Expected a transcode concurrency of at least 1, but got "
                            + transcodeConcurrency);
        }
    }

    /** Loopback, any free port, account {@code local}, token {@code local}, no subscription. */
    public static SimulatorSettings local(Path dataDirectory) {
        return new SimulatorSettings(
                "127.0.0.1",
                0,
                "local",
                "local",
                dataDirectory,
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                Optional.empty(),
                1,
                UploadLimits.defaults(),
                RetryPolicy.defaults(),
                InstantSource.system());
    }

    public SimulatorSettings withHost(String changed) {
        return new SimulatorSettings(
                changed,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withPort(int changed) {
        return new SimulatorSettings(
                host,
                changed,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withCredentials(String changedAccount, String changedToken) {
        return new SimulatorSettings(
                host,
                port,
                changedAccount,
                changedToken,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                clock);
    }

    /** For a simulator that clients reach under other names than its host and port. */
    public SimulatorSettings withPublicBaseUrls(URI delivery, URI upload) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                Optional.of(delivery),
                Optional.of(upload),
                subscription,
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withSubscription(URI notificationUrl, String secret) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                Optional.of(new InitialSubscription(notificationUrl, secret)),
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withFfmpeg(Ffmpeg located) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                Optional.of(located),
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withTranscodeConcurrency(int changed) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                changed,
                uploadLimits,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withUploadLimits(UploadLimits changed) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                transcodeConcurrency,
                changed,
                webhookRetries,
                clock);
    }

    public SimulatorSettings withWebhookRetries(RetryPolicy changed) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                changed,
                clock);
    }

    public SimulatorSettings withClock(InstantSource changed) {
        return new SimulatorSettings(
                host,
                port,
                account,
                token,
                dataDirectory,
                deliveryBaseUrl,
                uploadBaseUrl,
                subscription,
                ffmpeg,
                transcodeConcurrency,
                uploadLimits,
                webhookRetries,
                changed);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "SimulatorSettings[" + host + ":" + port + ", " + dataDirectory + "]";
    }
}
