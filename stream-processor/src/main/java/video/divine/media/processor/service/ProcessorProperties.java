package video.divine.media.processor.service;

import org.jspecify.annotations.Nullable;
import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.processor.runtime.ProcessorSettings;
import video.divine.media.service.internal.InternalProperties;
import video.divine.media.service.kafka.KafkaConnection;
import video.divine.media.service.setting.BadSettingException;

import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Optional;

/**
 * A processor's settings under {@code media.*}.
 *
 * @param applicationId of all processors of a deployment, for its whole life
 * @param dataDir this processor's own, for ever: with another one's it would fence that one
 * @param advertisedUrl where gateways reach its internal port
 * @param partitions of the topics that are spread by uid: fixed at the first start
 * @param replication of every topic, changelogs included
 * @param retention of commands and tasks
 * @param standbys copies of each store on other processors
 * @param streamThreads of this processor
 * @param commitInterval of its transactions
 * @param uploadGrace from the end of an upload link until an upload that did not come is ended
 * @param drainDelay how long reads are served after the readiness was taken back at the end
 */
@ConfigurationProperties("media")
public record ProcessorProperties(
        @DefaultValue(ProcessorSettings.DEFAULT_APPLICATION_ID) String applicationId,
        @DefaultValue("./data") Path dataDir,
        @Nullable String advertisedUrl,
        @DefaultValue("8") int partitions,
        @DefaultValue("3") short replication,
        @DefaultValue("7d") Duration retention,
        @DefaultValue("1") int standbys,
        @DefaultValue("2") int streamThreads,
        @DefaultValue("5ms") Duration commitInterval,
        @DefaultValue("10m") Duration uploadGrace,
        @DefaultValue("0s") Duration drainDelay,
        @DefaultValue InternalProperties internal) {
    /** A caller waits seconds for what is committed. */
    private static final Duration LONGEST_COMMIT = Duration.ofSeconds(10);

    private static final Duration SHORTEST_GRACE = Duration.ofMinutes(1);
    private static final Duration LONGEST_GRACE = Duration.ofHours(24);

    public ProcessorProperties {
        check(partitions, streamThreads, commitInterval, uploadGrace);
        requireOneAtLeast("media.replication", replication);
        BadSettingException.require(
                retention.compareTo(ProcessorSettings.Topics.SHORTEST_RETENTION) >= 0,
                "media.retention",
                "Expected a duration of 1h at least, but it is " + retention);
        BadSettingException.require(
                standbys >= 0, "media.standbys", "Expected none or more, but it is " + standbys);
    }

    /**
     * What holds for a processor wherever it runs.
     *
     * @throws BadSettingException where it does not
     */
    public static void check(
            int partitions, int streamThreads, Duration commitInterval, Duration uploadGrace) {
        requireOneAtLeast("media.partitions", partitions);
        requireOneAtLeast("media.stream-threads", streamThreads);
        BadSettingException.require(
                commitInterval.isPositive() && commitInterval.compareTo(LONGEST_COMMIT) <= 0,
                "media.commit-interval",
                "Expected a duration of up to 10 s, such as 5ms, but it is " + commitInterval);
        BadSettingException.require(
                uploadGrace.compareTo(SHORTEST_GRACE) >= 0
                        && uploadGrace.compareTo(LONGEST_GRACE) <= 0,
                "media.upload-grace",
                "Expected a duration from 1m to 24h, but it is " + uploadGrace);
    }

    private static void requireOneAtLeast(String name, int number) {
        BadSettingException.require(number >= 1, name, "Expected at least 1, but it is " + number);
    }

    ProcessorSettings settings(KafkaConnection kafka, URI advertised) {
        return new ProcessorSettings(
                kafka,
                applicationId,
                dataDir.resolve("streams"),
                new ProcessorSettings.Topics(partitions, replication, retention),
                new ProcessorSettings.Work(streamThreads, commitInterval),
                uploadGrace,
                new ProcessorSettings.Neighbours(standbys, Optional.of(advertised.getAuthority())));
    }

    /**
     * Where gateways reach it.
     *
     * @throws IllegalArgumentException where they could not
     */
    URI advertised() {
        var url =
                advertisedUrl == null || advertisedUrl.isBlank()
                        ? "http://" + bracketed(internal.host()) + ":" + internal.port()
                        : advertisedUrl.strip();
        try {
            var uri = new URI(url);
            if (isBase(uri)) {
                return uri;
            }
        } catch (URISyntaxException _) {
            // Said below.
        }
        throw new IllegalArgumentException(
                "Expected http://host:port, where gateways reach the internal port, but it is"
                        + " something else");
    }

    /** Gateways ask each other's processors by http, whatever else such a URL says. */
    private static boolean isBase(URI url) {
        return "http".equalsIgnoreCase(url.getScheme())
                && url.getHost() != null
                && url.getPort() > 0
                && url.getUserInfo() == null
                && (url.getPath().isEmpty() || url.getPath().equals("/"));
    }

    private static String bracketed(String host) {
        return host.contains(":") ? "[" + host + "]" : host;
    }
}
