package video.divine.media.simulator.upload;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.DefaultDataBufferFactory;

import reactor.core.publisher.Mono;

import java.io.IOException;
import java.nio.ByteBuffer;
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

    /**
     * Writes the buffer, which is released before this returns; does not block. What is under way
     * when nobody waits for it any more needs its bytes still, so they are its own.
     */
    public Mono<Void> write(DataBuffer content, long position) {
        var bytes = ByteBuffer.allocate(content.readableByteCount());
        content.toByteBuffer(bytes);
        DataBufferUtils.release(content);
        return write(bytes, position);
    }

    /** Writes the bytes, which must not change after that; does not block. */
    public Mono<Void> write(ByteBuffer content, long position) {
        var buffer = DefaultDataBufferFactory.sharedInstance.wrap(content);
        return DataBufferUtils.write(Mono.just(buffer), channel, position).then();
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
