package video.divine.media.simulator.storage;

import java.io.IOException;
import java.nio.file.FileSystemException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** A second name for a file, or its copy where there cannot be one. */
public final class HardLink {
    /** What Linux says of file systems without links, of two of them, and of one name too many. */
    private static final List<String> NO_LINKS =
            List.of(
                    "Operation not permitted",
                    "Operation not supported",
                    "Function not implemented",
                    "Invalid cross-device link",
                    "Too many links");

    private HardLink() {}

    /**
     * Makes {@code link} have the content of {@code file}, which must not be written to after that.
     *
     * @return whether it is a link; a copy may not be on the disk yet
     * @throws IOException for any other reason, such as that the file is not there or the disk full
     */
    public static boolean createOrCopy(Path link, Path file) throws IOException {
        try {
            Files.createLink(link, file);
            return true;
        } catch (UnsupportedOperationException noLinks) {
            Files.copy(file, link);
            return false;
        } catch (FileSystemException failure) {
            if (!isForWantOfLinks(failure)) {
                throw failure;
            }
            Files.copy(file, link);
            return false;
        }
    }

    /** Java tells these by their words only. */
    static boolean isForWantOfLinks(FileSystemException failure) {
        var reason = String.valueOf(failure.getReason());
        return NO_LINKS.stream().anyMatch(reason::contains);
    }
}
