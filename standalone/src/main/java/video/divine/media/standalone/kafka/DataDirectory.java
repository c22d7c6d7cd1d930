package video.divine.media.standalone.kafka;

import org.apache.kafka.common.Uuid;
import org.apache.kafka.common.utils.AppInfoParser;
import org.apache.kafka.metadata.storage.Formatter;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.nio.channels.FileChannel;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;

/**
 * The broker's directory: {@code log/} is Kafka's, {@code kafka-version} names the newest Kafka
 * that wrote there, {@code in-use.lock} is held while a process uses it.
 */
final class DataDirectory implements AutoCloseable {
    private final Path root;
    private final FileChannel lock;

    private DataDirectory(Path root, FileChannel lock) {
        this.root = root;
        this.lock = lock;
    }

    /**
     * Takes the directory for this process, and formats it at its first use.
     *
     * @throws KafkaStartException if it is in use, was made by a newer Kafka, or cannot be written
     */
    static DataDirectory open(Path directory) {
        var root = directory.toAbsolutePath().normalize();
        try {
            Files.createDirectories(root);
            var opened =
                    new DataDirectory(
                            root,
                            FileChannel.open(
                                    root.resolve("in-use.lock"),
                                    StandardOpenOption.CREATE,
                                    StandardOpenOption.WRITE));
            try {
                opened.take();
                opened.refuseNewer();
                opened.format();
                return opened;
            } catch (IOException | RuntimeException e) {
                opened.close();
                throw e;
            }
        } catch (IOException e) {
            throw new KafkaStartException(
                    "Kafka's data directory " + root + " cannot be used: " + e + ".", e);
        }
    }

    /** Kafka's own log directory, also that of the metadata log. */
    Path log() {
        return root.resolve("log");
    }

    /** The lock goes with its channel, and with the process, however that ends. */
    @Override
    public void close() {
        try {
            lock.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void take() throws IOException {
        if (!isFree()) {
            throw new KafkaStartException(
                    "Kafka's data directory " + root + " is in use by another process.", null);
        }
    }

    private boolean isFree() throws IOException {
        try {
            return lock.tryLock() != null;
        } catch (OverlappingFileLockException _) {
            // Another broker of this JVM.
            return false;
        }
    }

    /**
     * A broker that finds metadata of a later version ends the JVM, so the question is asked here.
     * Patch releases share their formats.
     */
    private void refuseNewer() throws IOException {
        var marker = root.resolve("kafka-version");
        var own = AppInfoParser.getVersion();
        var wrote = Files.exists(marker) ? Files.readString(marker).strip() : own;
        if (Arrays.compare(release(wrote), release(own)) > 0) {
            throw new KafkaStartException(
                    "Kafka's data directory %s was written by Kafka %s; this is %s and cannot read it."
                            .formatted(root, wrote, own),
                    null);
        }
        var draft = root.resolve("kafka-version.new");
        Files.writeString(draft, own + "\n");
        Files.move(draft, marker, StandardCopyOption.ATOMIC_MOVE);
    }

    private int[] release(String version) {
        var parts = version.split("\\.", 3);
        try {
            return new int[] {Integer.parseInt(parts[0]), Integer.parseInt(parts[1])};
        } catch (NumberFormatException | ArrayIndexOutOfBoundsException e) {
            throw new KafkaStartException(
                    "Kafka's data directory " + root + " names no Kafka version it was made by.",
                    e);
        }
    }

    private void format() throws IOException {
        // Written last by the formatter: without it a format was cut short, and starts anew.
        if (Files.exists(log().resolve("meta.properties"))) {
            return;
        }
        var formatter =
                new Formatter()
                        .setPrintStream(new PrintStream(OutputStream.nullOutputStream()))
                        .setClusterId(Uuid.randomUuid().toString())
                        .setNodeId(BrokerProperties.NODE)
                        .setControllerListenerName(LoopbackSockets.CONTROLLER)
                        .setMetadataLogDirectory(log().toString())
                        .addDirectory(log().toString());
        try {
            formatter.run();
        } catch (IOException | RuntimeException e) {
            throw e;
        } catch (Exception e) {
            // Declared so, and nothing more is said about it.
            throw new IOException(e);
        }
    }
}
