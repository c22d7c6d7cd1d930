package video.divine.media.simulator.ffmpeg;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.simulator.storage.FileTree;

import java.io.IOException;
import java.net.JarURLConnection;
import java.nio.charset.StandardCharsets;
import java.nio.file.AtomicMoveNotSupportedException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.jar.JarFile;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;

/** The ffmpeg, ffprobe and libraries that lie as resources in org.bytedeco's jar (ADR 0009). */
final class BundledFfmpeg {
    private static final Logger log = LoggerFactory.getLogger(BundledFfmpeg.class);

    private static final String RESOURCES = "org/bytedeco/ffmpeg/linux-x86_64/";

    /** JavaCPP's bindings, of no use to an executable: 3 MB that need not be unpacked. */
    private static final String BINDINGS = "libjni";

    /**
     * Sound and screen libraries that libavdevice names and servers lack; without them the loader
     * refuses to start ffmpeg. We never open a device and its calls bind lazily, so any library of
     * that name will do: we put a copy of {@link #STAND_IN} there. The loader then warns that it
     * has "no version information", which {@link ToolRun} drops.
     */
    private static final List<String> DEVICE_LIBRARIES =
            List.of("libpulse.so.0", "libasound.so.2", "libxcb.so.1", "libxcb-shm.so.0");

    /** Small, in the jar anyway, and depends on libc alone. */
    private static final String STAND_IN = "libdrm.so.2";

    private BundledFfmpeg() {}

    /**
     * The folder that holds the executables, extracted there by this or an earlier call; nothing if
     * the class path has none for this platform.
     */
    static Optional<Path> extract(Path cacheDirectory) throws IOException {
        var resource = BundledFfmpeg.class.getClassLoader().getResource(RESOURCES + "ffmpeg");
        if (resource == null
                || !isSupported(System.getProperty("os.name"), System.getProperty("os.arch"))
                || !(resource.openConnection() instanceof JarURLConnection connection)) {
            return Optional.empty();
        }
        connection.setUseCaches(false);
        try (var jar = connection.getJarFile()) {
            var entries = entries(jar);
            var folder = cacheDirectory.resolve("ffmpeg-" + fingerprint(entries));
            if (Files.notExists(folder)) {
                unpack(jar, entries, cacheDirectory, folder);
            }
            return Optional.of(folder.toAbsolutePath());
        }
    }

    private static boolean isSupported(String system, String architecture) {
        return system.toLowerCase(Locale.ROOT).equals("linux") && architecture.equals("amd64");
    }

    private static List<ZipEntry> entries(JarFile jar) {
        return jar.stream()
                .map(ZipEntry.class::cast)
                .filter(entry -> entry.getName().startsWith(RESOURCES) && !entry.isDirectory())
                .filter(entry -> !fileName(entry).startsWith(BINDINGS))
                .toList();
    }

    private static String fileName(ZipEntry entry) {
        return entry.getName().substring(RESOURCES.length());
    }

    /** Another version of the jar has other checksums, and so another folder. */
    private static String fingerprint(List<ZipEntry> entries) {
        var sum = new CRC32();
        for (var entry : entries) {
            sum.update(Long.toHexString(entry.getCrc()).getBytes(StandardCharsets.US_ASCII));
        }
        return Long.toHexString(sum.getValue());
    }

    private static void unpack(
            JarFile jar, List<ZipEntry> entries, Path cacheDirectory, Path folder)
            throws IOException {
        Files.createDirectories(cacheDirectory);
        var unfinished = Files.createTempDirectory(cacheDirectory, "ffmpeg-unpacking");
        try {
            for (var entry : entries) {
                var file = unfinished.resolve(fileName(entry));
                try (var content = jar.getInputStream(entry)) {
                    Files.copy(content, file);
                }
                if (!file.toFile().setExecutable(true)) {
                    throw new IOException("cannot make executable: " + file);
                }
            }
            for (var library : DEVICE_LIBRARIES) {
                Files.copy(unfinished.resolve(STAND_IN), unfinished.resolve(library));
            }
            publish(unfinished, folder);
            log.info("ffmpeg unpacked to {}", folder);
        } finally {
            FileTree.delete(unfinished);
        }
    }

    /** Two processes may unpack at once; the second finds the first one's folder and keeps it. */
    private static void publish(Path unfinished, Path folder) throws IOException {
        try {
            Files.move(unfinished, folder, StandardCopyOption.ATOMIC_MOVE);
        } catch (FileAlreadyExistsException
                | DirectoryNotEmptyException
                | AtomicMoveNotSupportedException race) {
            if (Files.notExists(folder)) {
                throw race;
            }
        }
    }
}
