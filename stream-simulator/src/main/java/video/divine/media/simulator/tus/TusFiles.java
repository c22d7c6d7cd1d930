package video.divine.media.simulator.tus;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Objects;
import java.util.Optional;

/**
 * What has arrived of an upload, in the folder of its video: so it goes away with the video. The
 * file may be longer than the offset; what is beyond was never promised and is overwritten. All
 * calls block.
 */
final class TusFiles {
    private final VideoFiles files;
    private final JsonMapper json = JsonMapper.builder().build();

    TusFiles(VideoFiles files) {
        this.files = files;
    }

    /** Makes the place of an upload; before its video, whose state says that it exists. */
    void create(String uid, long length) throws IOException {
        var folder = Files.createDirectories(folder(uid));
        Files.createFile(data(uid));
        save(uid, new Progress(length, 0));
        var video = Objects.requireNonNull(folder.getParent());
        DurableFile.sync(video);
        DurableFile.sync(Objects.requireNonNull(video.getParent()));
    }

    /**
     * @return nothing if the video has no such upload, or is gone
     * @throws IllegalStateException if the file cannot be read
     */
    Optional<Progress> find(String uid) throws IOException {
        try {
            return Optional.of(json.readValue(Files.readAllBytes(progress(uid)), Progress.class));
        } catch (NoSuchFileException none) {
            return Optional.empty();
        } catch (JacksonException unreadable) {
            throw new IllegalStateException(
                    "Expected the progress of the upload of " + uid + ", but it cannot be read",
                    unreadable);
        }
    }

    /** The bytes first, then the word that they are there. */
    void advance(String uid, Progress reached) throws IOException {
        DurableFile.sync(data(uid));
        save(uid, reached);
    }

    /** For a file that has been handed over, or that nobody wants. */
    void dropData(String uid) throws IOException {
        Files.deleteIfExists(data(uid));
    }

    Path data(String uid) {
        return folder(uid).resolve("data");
    }

    private void save(String uid, Progress progress) throws IOException {
        DurableFile.write(progress(uid), json.writeValueAsBytes(progress));
    }

    private Path progress(String uid) {
        return folder(uid).resolve("progress.json");
    }

    private Path folder(String uid) {
        return files.folder(uid).resolve("tus");
    }
}
