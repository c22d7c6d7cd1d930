package video.divine.media.simulator.transcode;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.storage.FileTree;
import video.divine.media.simulator.storage.HardLink;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.locks.Lock;
import java.util.concurrent.locks.ReentrantLock;

/**
 * What is known of files by their content, so that the same clip, uploaded a thousand times, is
 * looked at and encoded once. Only what ended well is kept: as long as the simulator runs, and of
 * the latest sources only. Each video has the renditions as files of its own, which are hard links
 * where the file system has them.
 */
public final class EncodedOnce {
    private static final Logger log = LoggerFactory.getLogger(EncodedOnce.class);
    private static final int LATEST = 64;

    /** What is known of one content. */
    private static final class Known {
        private final Lock encoding = new ReentrantLock();
        private Optional<Probe.Playable> probe = Optional.empty();
        private boolean encoded;
    }

    /** Nothing where each file is looked at and encoded anew. */
    private final Optional<Path> folder;

    /** By the content's sha256, the least lately asked for first. Guarded by this. */
    private final Map<String, Known> contents = new LinkedHashMap<>(LATEST, 0.75f, true);

    private EncodedOnce(Optional<Path> folder) {
        this.folder = folder;
    }

    /** Every file is looked at and encoded anew. */
    public static EncodedOnce off() {
        return new EncodedOnce(Optional.empty());
    }

    /**
     * Knows nothing yet.
     *
     * @param folder on the file system of the videos; what is in it is deleted
     */
    public static EncodedOnce in(Path folder) throws IOException {
        FileTree.empty(folder);
        return new EncodedOnce(Optional.of(folder));
    }

    /** How files are told apart; nothing where they are not. Reads the whole file. */
    Optional<String> content(Path file) throws IOException {
        return folder.isPresent() ? Optional.of(sha256(file)) : Optional.empty();
    }

    synchronized Optional<Probe.Playable> probe(String content) {
        return Optional.ofNullable(contents.get(content)).flatMap(it -> it.probe);
    }

    synchronized void keep(String content, Probe.Playable probe) throws IOException {
        known(content).probe = Optional.of(probe);
    }

    /** To be held while one encodes: the next one then finds the renditions. */
    synchronized Lock encoding(String content) throws IOException {
        return known(content).encoding;
    }

    /** Fills the empty folder with the renditions; returns whether they are known. */
    synchronized boolean copyRenditions(String content, Path target) throws IOException {
        if (!isEncoded(content)) {
            return false;
        }
        link(renditions(content), target);
        log.debug("renditions of {} are used again", content);
        return true;
    }

    synchronized void keepRenditions(String content, Path source) throws IOException {
        var kept = renditions(content);
        FileTree.empty(kept);
        link(source, kept);
        known(content).encoded = true;
    }

    private boolean isEncoded(String content) {
        var known = contents.get(content);
        return known != null && known.encoded;
    }

    /** Makes room for a new one, which takes the place of the oldest. */
    private Known known(String content) throws IOException {
        var known = contents.computeIfAbsent(content, _ -> new Known());
        dropOldest();
        return known;
    }

    private void dropOldest() throws IOException {
        while (contents.size() > LATEST) {
            var oldest = contents.keySet().iterator().next();
            contents.remove(oldest);
            FileTree.delete(renditions(oldest));
        }
    }

    private Path renditions(String content) {
        return folder.orElseThrow().resolve(content);
    }

    private static void link(Path from, Path to) throws IOException {
        try (var files = Files.newDirectoryStream(from)) {
            for (var file : files) {
                HardLink.createOrCopy(to.resolve(file.getFileName()), file);
            }
        }
    }

    private static String sha256(Path file) throws IOException {
        try (var in =
                new DigestInputStream(
                        Files.newInputStream(file), MessageDigest.getInstance("SHA-256"))) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of().formatHex(in.getMessageDigest().digest());
        } catch (GeneralSecurityException impossible) {
            throw new IllegalStateException("every JDK has SHA-256", impossible);
        }
    }
}
