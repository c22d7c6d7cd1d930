package video.divine.media.simulator.video;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.DeserializationFeature;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.storage.FileTree;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * Where a video lives on disk: {@code state/<uid>.json} says that it exists; all else of it is in
 * {@code media/<uid>/}. The JSON file goes first at deletion, so a folder without one is rubbish.
 */
public final class VideoFiles {
    private static final String STATE_SUFFIX = ".json";
    private static final String WORK = "work";

    private final Path state;
    private final Path media;
    private final Path incoming;
    private final Path ordinal;

    /** State files of older versions lack numbers that are there now. */
    private final JsonMapper json =
            JsonMapper.builder()
                    .disable(DeserializationFeature.FAIL_ON_NULL_FOR_PRIMITIVES)
                    .build();

    private VideoFiles(Path directory) {
        this.state = directory.resolve("state");
        this.media = directory.resolve("media");
        this.incoming = directory.resolve("incoming");
        this.ordinal = directory.resolve("latest-ordinal");
    }

    /** Creates what is missing; half-received uploads of an earlier run are dropped. */
    public static VideoFiles open(Path directory) throws IOException {
        var files = new VideoFiles(directory);
        Files.createDirectories(files.state);
        Files.createDirectories(files.media);
        FileTree.empty(files.incoming);
        return files;
    }

    /** Where uploads are written before they belong to a video; on the same file system. */
    public Path incoming() {
        return incoming;
    }

    public Path folder(String uid) {
        return media.resolve(uid);
    }

    /** The file as it was uploaded. */
    public Path source(String uid) {
        return folder(uid).resolve("source");
    }

    /** Playlists and segments; it appears whole when encoding is done. */
    public Path manifest(String uid) {
        return folder(uid).resolve("manifest");
    }

    /**
     * Creates the folder that one attempt at encoding writes to before the result is moved to
     * {@link #manifest}. No other attempt has it: after a kill, ffmpeg goes on writing where it
     * was.
     */
    public Path newWork(String uid) throws IOException {
        return Files.createTempDirectory(folder(uid), WORK + "-");
    }

    /**
     * Deletes what attempts at encoding have left behind; none may be under way in this process.
     */
    public void dropWork(String uid) throws IOException {
        List<Path> left;
        try (var folders = Files.newDirectoryStream(folder(uid), WORK + "*")) {
            left = StreamSupport.stream(folders.spliterator(), false).toList();
        } catch (NoSuchFileException nothingUploaded) {
            return;
        }
        for (var folder : left) {
            FileTree.takeAway(folder);
        }
    }

    /** Deletes all files of a video that has been forgotten. */
    public void drop(String uid) throws IOException {
        FileTree.takeAway(folder(uid));
    }

    public Path thumbnails(String uid) {
        return folder(uid).resolve("thumbnails");
    }

    public Path captions(String uid) {
        return folder(uid).resolve("captions");
    }

    public Path downloads(String uid) {
        return folder(uid).resolve("downloads");
    }

    /** Of a clip that is not cut yet: the whole source of the video it is cut from. */
    public Path uncut(String uid) {
        return folder(uid).resolve("uncut");
    }

    Ordinals ordinals(List<Video> videos) throws IOException {
        return Ordinals.load(ordinal, videos.stream().mapToLong(Video::ordinal).max().orElse(0));
    }

    void save(Video video) throws IOException {
        DurableFile.write(stateFile(video.uid()), json.writeValueAsBytes(video));
    }

    void forget(String uid) throws IOException {
        DurableFile.delete(stateFile(uid));
    }

    /**
     * @throws IllegalStateException if a state file cannot be read: going on would lose its video
     */
    List<Video> load() throws IOException {
        var videos = new ArrayList<Video>();
        try (var paths = Files.list(state)) {
            for (var path : (Iterable<Path>) paths::iterator) {
                if (path.toString().endsWith(STATE_SUFFIX)) {
                    videos.add(read(path));
                } else {
                    Files.delete(path);
                }
            }
        }
        dropOrphans(videos);
        for (var video : videos) {
            dropWork(video.uid());
        }
        return videos;
    }

    private Video read(Path path) throws IOException {
        try {
            return json.readValue(Files.readAllBytes(path), Video.class);
        } catch (JacksonException unreadable) {
            throw new IllegalStateException(
                    "Expected the state of a video in " + path + ", but it cannot be read",
                    unreadable);
        }
    }

    private void dropOrphans(List<Video> videos) throws IOException {
        var known = videos.stream().map(Video::uid).collect(Collectors.toSet());
        List<Path> orphans;
        try (Stream<Path> folders = Files.list(media)) {
            orphans =
                    folders.filter(folder -> !known.contains(String.valueOf(folder.getFileName())))
                            .toList();
        }
        for (var orphan : orphans) {
            FileTree.takeAway(orphan);
        }
    }

    private Path stateFile(String uid) {
        return state.resolve(uid + STATE_SUFFIX);
    }
}
