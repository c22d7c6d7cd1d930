package video.divine.media.simulator.upload;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file being received; it belongs to no video until all of it is here. */
record Incoming(Path file, AsynchronousFileChannel channel) {
    static Incoming open(Path folder) throws IOException {
        var file = folder.resolve(UUID.randomUUID().toString());
        return new Incoming(
                file,
                AsynchronousFileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Forces the bytes onto the disk: a 200 promises that they survive a crash. */
    long complete() throws IOException {
        channel.force(true);
        channel.close();
        return Files.size(file);
    }

    /** Deletes what no video has taken. */
    void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
