package video.divine.media.simulator.multipart;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.web.reactive.function.server.ServerRequest;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.nio.ByteBuffer;
import java.util.Optional;

/**
 * The part {@code file} of a multipart body, with a filename or without: curl and Cloudflare's SDK
 * send none at times. Everything else is read and dropped. So is what is too much, and what follows
 * something unreadable: a client that is answered before it has finished sending mostly sees a
 * broken connection instead of the answer.
 *
 * <p>Spring's reader of parts is of no use here: it holds a part without a filename in memory,
 * releases buffers twice when that is too large, and not at all when its client goes away (7.0.9;
 * its #37115). Here bytes are copied out of a buffer, which is released at once, so that nothing
 * waits anywhere that must be.
 */
public final class FilePart {
    private static final String NAME = "file";

    /** Pieces that may wait for the one that is being taken; each has some 64 KiB at most. */
    private static final int AHEAD = 4;

    /** What became of the body. */
    public enum Reception {
        /** All of the file has been taken. */
        STORED,
        /** There is no such part. */
        MISSING,
        /** The file is larger than it may be; not all of it was taken. */
        TOO_LARGE,
        /** The body is no multipart, or ends too early. */
        UNREADABLE
    }

    /** Takes the file piece by piece. */
    public interface Target {
        /** The next piece is not offered before this one is taken. */
        Mono<Void> take(ByteBuffer content, long position);
    }

    private final PartScanner scanner;
    private final Flux<DataBuffer> body;
    private final long largest;

    // Signals come one after the other, so the state needs no guard.
    private long received;

    FilePart(String boundary, Flux<DataBuffer> body, long largest) {
        this.scanner = new PartScanner(boundary, NAME);
        this.body = body;
        this.largest = largest;
    }

    /**
     * That of the request, whose body is not read yet; nothing if it does not claim to have one.
     *
     * @param largest bytes, of the file
     */
    public static Optional<FilePart> of(ServerRequest request, long largest) {
        return contentType(request)
                .filter(MediaType.MULTIPART_FORM_DATA::equalsTypeAndSubtype)
                .map(type -> unquoted(type.getParameters().getOrDefault("boundary", "")))
                .filter(boundary -> !boundary.isEmpty())
                .map(
                        boundary ->
                                new FilePart(
                                        boundary,
                                        request.exchange().getRequest().getBody(),
                                        largest));
    }

    /**
     * To be called once. An error of the body, as that its client is gone, is one of the result.
     */
    public Mono<Reception> receive(Target target) {
        return body.map(FilePart::bytes)
                .concatMapIterable(scanner::scan, AHEAD)
                .concatMap(content -> take(content, target), AHEAD)
                .then(Mono.fromSupplier(this::reception));
    }

    private Mono<Void> take(ByteBuffer content, Target target) {
        var position = received;
        received += content.remaining();
        return received <= largest ? target.take(content, position) : Mono.empty();
    }

    private Reception reception() {
        if (!scanner.complete()) {
            return Reception.UNREADABLE;
        }
        if (!scanner.found()) {
            return Reception.MISSING;
        }
        return received > largest ? Reception.TOO_LARGE : Reception.STORED;
    }

    private static byte[] bytes(DataBuffer buffer) {
        var bytes = new byte[buffer.readableByteCount()];
        buffer.read(bytes);
        DataBufferUtils.release(buffer);
        return bytes;
    }

    /** Nothing, too, for one that cannot be read. */
    private static Optional<MediaType> contentType(ServerRequest request) {
        try {
            return request.headers().contentType();
        } catch (InvalidMediaTypeException unreadable) {
            return Optional.empty();
        }
    }

    private static String unquoted(String parameter) {
        return parameter.length() > 1 && parameter.startsWith("\"") && parameter.endsWith("\"")
                ? parameter.substring(1, parameter.length() - 1)
                : parameter;
    }
}
