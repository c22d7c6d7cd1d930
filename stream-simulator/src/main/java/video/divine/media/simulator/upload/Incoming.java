package video.divine.media.simulator.upload;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.channels.AsynchronousFileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.UUID;

/** A file being received; it belongs to no video until all of it is here. */
public record Incoming(Path file, AsynchronousFileChannel channel) {
    public static Incoming open(Path folder) throws IOException {
        var file = folder.resolve(UUID.randomUUID().toString());
        return new Incoming(
                file,
                AsynchronousFileChannel.open(
                        file, StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE));
    }

    /** Goes on with a file that is there. */
    public static Incoming resume(Path file) throws IOException {
        return new Incoming(file, AsynchronousFileChannel.open(file, StandardOpenOption.WRITE));
    }

    /** Writes and releases the buffer; does not block. */
    public Mono<Void> write(DataBuffer content, long position) {
        return DataBufferUtils.write(Mono.just(content), channel, position)
                // Not in passing: `then` discards what comes, and a hook would release it again.
                .map(DataBufferUtils::release)
                .then();
    }

    /** Forces the bytes onto the disk: a 200 promises that they survive a crash. */
    public long complete() throws IOException {
        channel.force(true);
        channel.close();
        return Files.size(file);
    }

    /** Deletes what no video has taken. */
    public void discard() throws IOException {
        channel.close();
        Files.deleteIfExists(file);
    }
}
