package video.divine.media.simulator.downloads;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** What of a video can be downloaded. */
public enum DownloadKind {
    /** The best picture with its sound. */
    DEFAULT("default", "mp4", "-map 0:v:0 -map 0:a:0?"),
    /** The sound alone; a silent video has none, which ends in an error. */
    AUDIO("audio", "m4a", "-map 0:a:0");

    private final String wireName;
    private final String suffix;
    private final String streams;

    DownloadKind(String wireName, String suffix, String streams) {
        this.wireName = wireName;
        this.suffix = suffix;
        this.streams = streams;
    }

    public String wireName() {
        return wireName;
    }

    public String suffix() {
        return suffix;
    }

    public String fileName() {
        return wireName + "." + suffix;
    }

    /** The arguments that choose them. */
    List<String> streams() {
        return List.of(streams.split(" ", -1));
    }

    public static Optional<DownloadKind> of(String wireName) {
        return Arrays.stream(values()).filter(kind -> kind.wireName.equals(wireName)).findFirst();
    }

    public static Optional<DownloadKind> ofFile(String fileName) {
        return Arrays.stream(values()).filter(kind -> kind.fileName().equals(fileName)).findFirst();
    }
}
