package video.divine.media.simulator.transcode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.ffmpeg.Ffmpeg;
import video.divine.media.simulator.video.Source;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.StringJoiner;

/** Looks into an uploaded file with ffprobe. Every call blocks. */
public final class Prober {
    private static final Logger log = LoggerFactory.getLogger(Prober.class);
    private static final Duration DEADLINE = Duration.ofSeconds(30);

    private static final String ENTRIES =
            "format=duration:stream=index,codec_type,width,height,avg_frame_rate,"
                    + "sample_aspect_ratio:stream_disposition=attached_pic:stream_side_data=rotation";

    /** ffprobe's words for an MP4 that was cut off before its index, or never finished. */
    private static final String NO_INDEX = "moov atom not found";

    private final Ffmpeg ffmpeg;
    private final EncodedOnce once;
    private final JsonMapper json = JsonMapper.builder().build();

    public Prober(Ffmpeg ffmpeg) {
        this(ffmpeg, EncodedOnce.off());
    }

    public Prober(Ffmpeg ffmpeg, EncodedOnce once) {
        this.ffmpeg = ffmpeg;
        this.once = once;
    }

    public Probe probe(Path file) throws IOException {
        var content = once.content(file);
        var known = content.flatMap(once::probe);
        if (known.isPresent()) {
            return known.get();
        }
        var found = look(file);
        if (content.isPresent() && found instanceof Probe.Playable playable) {
            once.keep(content.get(), playable);
        }
        return found;
    }

    private Probe look(Path file) throws IOException {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-v", "error"));
        arguments.addAll(InputGuard.options());
        arguments.addAll(List.of("-show_entries", ENTRIES, "-of", "json"));
        arguments.addAll(InputGuard.input(file));
        var output = new StringJoiner("\n");
        var result = ffmpeg.probe(arguments, DEADLINE, output::add);
        if (result.interrupted()) {
            return new Probe.Interrupted("ffprobe: " + result);
        }
        if (!result.succeeded()) {
            log.debug("ffprobe refuses {}: {}", file, result.errors());
            return result.errors().contains(NO_INDEX)
                    ? new Probe.Malformed()
                    : new Probe.NotVideo();
        }
        return read(json.readTree(output.toString()));
    }

    /**
     * The duration of a file whose container does not declare it, as recordings from a browser: all
     * packets are read, none is decoded.
     */
    Measurement measure(Path file) throws IOException {
        var arguments = new ArrayList<String>();
        arguments.addAll(List.of("-nostdin", "-xerror"));
        arguments.addAll(InputGuard.options());
        arguments.addAll(InputGuard.input(file));
        arguments.addAll(List.of("-map", "0:V:0", "-c", "copy"));
        arguments.addAll(List.of("-progress", "pipe:1", "-f", "null", "-"));
        var progress = new Progress();
        var result = ffmpeg.run(arguments, DEADLINE, progress::read);
        if (result.interrupted()) {
            return new Measurement.Interrupted("ffmpeg: " + result);
        }
        return result.succeeded()
                ? new Measurement.Length(progress.seconds())
                : new Measurement.Malformed(result.errors());
    }

    private static Probe read(JsonNode answer) {
        var duration = parse(answer.path("format").path("duration").asString(""));
        for (var stream : answer.path("streams")) {
            if (stream.path("codec_type").asString("").equals("video")
                    && stream.path("disposition").path("attached_pic").asInt(0) == 0
                    && stream.path("width").asInt(0) > 0
                    && stream.path("height").asInt(0) > 0) {
                return playable(stream, duration.filter(d -> d > 0));
            }
        }
        return new Probe.NotVideo();
    }

    private static Probe playable(JsonNode stream, Optional<Double> duration) {
        var aspect = ratio(stream.path("sample_aspect_ratio").asString(""), ':');
        var stretch = aspect > 0 ? aspect : 1;
        var width = (int) Math.round(stream.path("width").asInt() * stretch);
        var height = stream.path("height").asInt();
        var upright = rotation(stream) % 180 == 0;
        return new Probe.Playable(
                stream.path("index").asInt(),
                Math.max(1, upright ? width : height),
                Math.max(1, upright ? height : width),
                duration.orElse((double) Source.UNKNOWN),
                ratio(stream.path("avg_frame_rate").asString(""), '/'));
    }

    private static int rotation(JsonNode stream) {
        for (var entry : stream.path("side_data_list")) {
            if (entry.has("rotation")) {
                return entry.path("rotation").asInt(0);
            }
        }
        return 0;
    }

    /** "30000/1001" or "4:3" as a number; 0 where ffprobe has none ("0/0", "N/A"). */
    private static double ratio(String text, char separator) {
        var at = text.indexOf(separator);
        if (at < 0) {
            return 0;
        }
        var above = parse(text.substring(0, at)).orElse(0.0);
        var below = parse(text.substring(at + 1)).orElse(0.0);
        return below == 0 ? 0 : above / below;
    }

    private static Optional<Double> parse(String text) {
        try {
            return Optional.of(Double.parseDouble(text));
        } catch (NumberFormatException notANumber) {
            return Optional.empty();
        }
    }
}
