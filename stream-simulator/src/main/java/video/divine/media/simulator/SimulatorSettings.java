package video.divine.media.simulator;

import video.divine.media.simulator.api.UploadLimits;
import video.divine.media.simulator.copy.CopyLimits;
import video.divine.media.simulator.fault.FaultPlan;
import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.limit.RateLimitPolicy;
import video.divine.media.simulator.quota.AccountLimits;
import video.divine.media.simulator.transcode.RepeatPolicy;
import video.divine.media.simulator.transcode.StateTimes;
import video.divine.media.simulator.tus.TusLimits;
import video.divine.media.simulator.webhook.RetryPolicy;

import java.net.URI;
import java.nio.file.Path;
import java.time.InstantSource;
import java.util.Optional;
import java.util.function.Consumer;

/**
 * How a simulator is set up; {@link #local} has a default for everything.
 *
 * @param host the address to listen on
 * @param port 0 for any that is free
 * @param account the account id in API paths
 * @param token the bearer token of that account
 * @param dataDirectory where videos, subscription and an unpacked ffmpeg are kept; one simulator at
 *     a time. It holds secrets: where it is missing, it is created for its owner only
 * @param deliveryBaseUrl what playback and thumbnail URLs begin with; absent, host and port
 * @param uploadBaseUrl what upload URLs begin with; absent, host and port
 * @param subscription stored at start if it differs from the stored one
 * @param ffmpeg absent, the one on the PATH, else the bundled one
 * @param transcodeConcurrency how many videos are encoded at once
 * @param transcodeRepeats after ffmpeg was ended from outside
 * @param conditions limits, speed and faults of the simulated service
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
        RepeatPolicy transcodeRepeats,
        Conditions conditions,
        UploadLimits uploadLimits,
        TusLimits tusLimits,
        CopyLimits copyLimits,
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
                RepeatPolicy.defaults(),
                Conditions.defaults(),
                UploadLimits.defaults(),
                TusLimits.defaults(),
                CopyLimits.defaults(),
                RetryPolicy.defaults(),
                InstantSource.system());
    }

    public SimulatorSettings withHost(String changed) {
        return with(draft -> draft.host = changed);
    }

    public SimulatorSettings withPort(int changed) {
        return with(draft -> draft.port = changed);
    }

    public SimulatorSettings withCredentials(String changedAccount, String changedToken) {
        return with(
                draft -> {
                    draft.account = changedAccount;
                    draft.token = changedToken;
                });
    }

    /** For a simulator that clients reach under other names than its host and port. */
    public SimulatorSettings withPublicBaseUrls(URI delivery, URI upload) {
        return with(
                draft -> {
                    draft.deliveryBaseUrl = Optional.of(delivery);
                    draft.uploadBaseUrl = Optional.of(upload);
                });
    }

    public SimulatorSettings withSubscription(URI notificationUrl, String secret) {
        return with(
                draft ->
                        draft.subscription =
                                Optional.of(new InitialSubscription(notificationUrl, secret)));
    }

    public SimulatorSettings withFfmpeg(Ffmpeg located) {
        return with(draft -> draft.ffmpeg = Optional.of(located));
    }

    public SimulatorSettings withTranscodeConcurrency(int changed) {
        return with(draft -> draft.transcodeConcurrency = changed);
    }

    public SimulatorSettings withTranscodeRepeats(RepeatPolicy changed) {
        return with(draft -> draft.transcodeRepeats = changed);
    }

    /** The faults that are set from the start; they can be changed at {@code /__faults}. */
    public SimulatorSettings withFaults(FaultPlan changed) {
        return with(draft -> draft.conditions = draft.conditions.withFaults(changed));
    }

    /** Keeps videos queued and in progress for at least so long, to be seen there. */
    public SimulatorSettings withStateTimes(StateTimes changed) {
        return with(draft -> draft.conditions = draft.conditions.withStateTimes(changed));
    }

    /** How many calls the API takes; Cloudflare's 1,200 in five minutes by default. */
    public SimulatorSettings withRateLimit(RateLimitPolicy changed) {
        return with(draft -> draft.conditions = draft.conditions.withRateLimit(changed));
    }

    /** How much the account may store, and process at once. */
    public SimulatorSettings withAccountLimits(AccountLimits changed) {
        return with(draft -> draft.conditions = draft.conditions.withAccountLimits(changed));
    }

    /** Whether a file that was encoded in this run is encoded again; by default it is. */
    public SimulatorSettings withEncodeOnce(boolean changed) {
        return with(draft -> draft.conditions = draft.conditions.withEncodeOnce(changed));
    }

    public SimulatorSettings withUploadLimits(UploadLimits changed) {
        return with(draft -> draft.uploadLimits = changed);
    }

    public SimulatorSettings withTusLimits(TusLimits changed) {
        return with(draft -> draft.tusLimits = changed);
    }

    public SimulatorSettings withCopyLimits(CopyLimits changed) {
        return with(draft -> draft.copyLimits = changed);
    }

    public SimulatorSettings withWebhookRetries(RetryPolicy changed) {
        return with(draft -> draft.webhookRetries = changed);
    }

    public SimulatorSettings withClock(InstantSource changed) {
        return with(draft -> draft.clock = changed);
    }

    /** Without the token. */
    @Override
    public String toString() {
        return "SimulatorSettings[" + host + ":" + port + ", " + dataDirectory + "]";
    }

    private SimulatorSettings with(Consumer<Draft> change) {
        var draft = new Draft();
        change.accept(draft);
        return draft.settings();
    }

    /** These settings, open to change: the one place that lists them all again. */
    private final class Draft {
        private String host = SimulatorSettings.this.host;
        private int port = SimulatorSettings.this.port;
        private String account = SimulatorSettings.this.account;
        private String token = SimulatorSettings.this.token;
        private Optional<URI> deliveryBaseUrl = SimulatorSettings.this.deliveryBaseUrl;
        private Optional<URI> uploadBaseUrl = SimulatorSettings.this.uploadBaseUrl;
        private Optional<InitialSubscription> subscription = SimulatorSettings.this.subscription;
        private Optional<Ffmpeg> ffmpeg = SimulatorSettings.this.ffmpeg;
        private int transcodeConcurrency = SimulatorSettings.this.transcodeConcurrency;
        private RepeatPolicy transcodeRepeats = SimulatorSettings.this.transcodeRepeats;
        private Conditions conditions = SimulatorSettings.this.conditions;
        private UploadLimits uploadLimits = SimulatorSettings.this.uploadLimits;
        private TusLimits tusLimits = SimulatorSettings.this.tusLimits;
        private CopyLimits copyLimits = SimulatorSettings.this.copyLimits;
        private RetryPolicy webhookRetries = SimulatorSettings.this.webhookRetries;
        private InstantSource clock = SimulatorSettings.this.clock;

        SimulatorSettings settings() {
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
                    transcodeRepeats,
                    conditions,
                    uploadLimits,
                    tusLimits,
                    copyLimits,
                    webhookRetries,
                    clock);
        }
    }
}
