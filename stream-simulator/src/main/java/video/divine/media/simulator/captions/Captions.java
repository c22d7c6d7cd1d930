package video.divine.media.simulator.captions;

import tools.jackson.core.JacksonException;
import tools.jackson.databind.json.JsonMapper;

import video.divine.media.simulator.storage.DurableFile;
import video.divine.media.simulator.storage.FileTree;
import video.divine.media.simulator.video.Video;
import video.divine.media.simulator.video.VideoCatalogue;
import video.divine.media.simulator.video.VideoFiles;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.NotDirectoryException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;

/**
 * The tracks of all videos, in the folder of each: {@code <tag>.json} says that there is one, its
 * text is in {@code <tag>.vtt}. Nothing is held in memory. Every call blocks.
 */
public final class Captions {
    private static final String STATE_SUFFIX = ".json";
    private static final String TEXT_SUFFIX = ".vtt";

    /** How long a generated track is in progress: long enough for a client to see that. */
    private static final Duration GENERATION = Duration.ofSeconds(2);

    /**
     * A track on the disk.
     *
     * @param readyAt the work of a recogniser is to wait, so it needs no taking up after a restart
     */
    private record State(boolean generated, Instant readyAt) {}

    private final VideoCatalogue catalogue;
    private final VideoFiles files;
    private final InstantSource clock;
    private final JsonMapper json = JsonMapper.builder().build();

    public Captions(VideoCatalogue catalogue, VideoFiles files, InstantSource clock) {
        this.catalogue = catalogue;
        this.files = files;
        this.clock = clock;
    }

    /** In the order of their tags. */
    public synchronized List<Caption> list(String uid) throws IOException {
        var captions = new ArrayList<Caption>();
        try (var states = Files.newDirectoryStream(files.captions(uid), "*" + STATE_SUFFIX)) {
            for (var path : states) {
                var name = String.valueOf(path.getFileName());
                var tag = name.substring(0, name.length() - STATE_SUFFIX.length());
                captions.add(caption(new CaptionLanguage(tag), read(path)));
            }
        } catch (NoSuchFileException | NotDirectoryException none) {
            return List.of();
        }
        captions.sort(Comparator.comparing(caption -> caption.language().tag()));
        return List.copyOf(captions);
    }

    public synchronized Optional<Caption> find(String uid, CaptionLanguage language)
            throws IOException {
        var state = stateFile(uid, language);
        return Files.exists(state) ? Optional.of(caption(language, read(state))) : Optional.empty();
    }

    /** The WebVTT of a track that is ready. */
    public synchronized Optional<byte[]> text(String uid, CaptionLanguage language)
            throws IOException {
        return find(uid, language).filter(Caption::ready).isPresent()
                ? Optional.of(Files.readAllBytes(textFile(uid, language)))
                : Optional.empty();
    }

    /**
     * Takes the place of the language's earlier track, of a generated one as well. Nothing if the
     * video is gone.
     *
     * @param text WebVTT
     */
    public synchronized Optional<Caption> put(String uid, CaptionLanguage language, byte[] text)
            throws IOException {
        return store(uid, language, text, new State(false, clock.instant()));
    }

    /** The language must have no track yet. Nothing if the video is gone. */
    public synchronized Optional<Caption> generate(Video video, CaptionLanguage language)
            throws IOException {
        return store(
                video.uid(),
                language,
                WebVtt.placeholder(language, video.source().duration()),
                new State(true, clock.instant().plus(GENERATION)));
    }

    /** Returns whether there was one. */
    public synchronized boolean delete(String uid, CaptionLanguage language) throws IOException {
        if (Files.notExists(stateFile(uid, language))) {
            return false;
        }
        DurableFile.delete(stateFile(uid, language));
        Files.deleteIfExists(textFile(uid, language));
        return true;
    }

    private Optional<Caption> store(String uid, CaptionLanguage language, byte[] text, State state)
            throws IOException {
        Files.createDirectories(files.captions(uid));
        DurableFile.write(textFile(uid, language), text);
        DurableFile.write(stateFile(uid, language), json.writeValueAsBytes(state));
        if (catalogue.find(uid).isEmpty()) {
            // It was deleted meanwhile, and its folder with it, which is there again now.
            FileTree.takeAway(files.captions(uid));
            return Optional.empty();
        }
        return Optional.of(caption(language, state));
    }

    private Caption caption(CaptionLanguage language, State state) {
        return new Caption(language, state.generated(), !clock.instant().isBefore(state.readyAt()));
    }

    private Path stateFile(String uid, CaptionLanguage language) {
        return files.captions(uid).resolve(language.tag() + STATE_SUFFIX);
    }

    private Path textFile(String uid, CaptionLanguage language) {
        return files.captions(uid).resolve(language.tag() + TEXT_SUFFIX);
    }

    private State read(Path path) throws IOException {
        try {
            return json.readValue(Files.readAllBytes(path), State.class);
        } catch (JacksonException unreadable) {
            throw new IOException("Expected a caption's state in " + path, unreadable);
        }
    }
}
