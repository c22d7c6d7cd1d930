package video.divine.media.gateway.configuration;

import org.springframework.boot.context.properties.ConfigurationProperties;
import org.springframework.boot.context.properties.bind.DefaultValue;

import video.divine.media.gateway.remote.ReadSettings;

import java.net.URI;
import java.net.URISyntaxException;
import java.time.Duration;
import java.util.List;

/**
 * How a gateway reads processors in other processes, under {@code media.*}.
 *
 * @param processors base URLs of the internal ports of some of them; a name may stand for several
 */
@ConfigurationProperties("media")
public record RemoteReadProperties(
        @DefaultValue({}) List<String> processors, @DefaultValue Reads reads) {
    /**
     * Of one read.
     *
     * @param maxStandbyLag how many changelog records a copy may be behind that answers where the
     *     active one does not
     * @param connectTimeout of one connection
     * @param answerTimeout of one processor
     * @param deadline of a read, whoever answers it
     * @param refresh how often all processors are asked what they run
     */
    public record Reads(
            @DefaultValue("1000") long maxStandbyLag,
            @DefaultValue("250ms") Duration connectTimeout,
            @DefaultValue("1s") Duration answerTimeout,
            @DefaultValue("2s") Duration deadline,
            @DefaultValue("3s") Duration refresh) {}

    /**
     * Checked.
     *
     * @param token of the processors' internal ports
     * @throws IllegalArgumentException where nobody could be read with them
     */
    ReadSettings settings(String token) {
        if (processors.isEmpty()) {
            throw new IllegalArgumentException(
                    "Expected media.processors (MEDIA_PROCESSORS), but there are none");
        }
        return new ReadSettings(
                processors.stream().map(RemoteReadProperties::uri).toList(),
                token,
                reads.maxStandbyLag(),
                reads.connectTimeout(),
                reads.answerTimeout(),
                reads.deadline(),
                reads.refresh());
    }

    private static URI uri(String processor) {
        try {
            return new URI(processor.strip());
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException(
                    "Expected a processor as http://host:port, but it is something else");
        }
    }
}
