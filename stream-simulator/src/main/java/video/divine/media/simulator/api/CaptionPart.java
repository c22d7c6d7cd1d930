package video.divine.media.simulator.api;

import org.springframework.core.ResolvableType;
import org.springframework.core.codec.CodecException;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferLimitException;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.InvalidMediaTypeException;
import org.springframework.http.MediaType;
import org.springframework.http.codec.multipart.PartEvent;
import org.springframework.http.codec.multipart.PartEventHttpMessageReader;
import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;
import org.springframework.web.server.ServerWebInputException;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.io.ByteArrayOutputStream;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;

/**
 * The part {@code file} of a caption's multipart body, with a filename or without: the SDK sends
 * none when it is given a string. It is read whole, as is what comes with it.
 */
final class CaptionPart {
    private static final String NAME = "file";

    /** Cloudflare's limit of 10 MB. */
    private static final int LARGEST = 10_000_000;

    private final ByteArrayOutputStream content = new ByteArrayOutputStream();

    // Signals come one after the other, so the state needs no guard.
    private boolean partBegins = true;
    private boolean inFile;
    private boolean found;
    private boolean tooLarge;

    private CaptionPart() {}

    /** Goes on with the part's content, or says what is wrong with the body. */
    static Mono<ServerResponse> read(
            ServerRequest request, Function<byte[], Mono<ServerResponse>> handler) {
        if (contentType(request)
                .filter(MediaType.MULTIPART_FORM_DATA::includes)
                .filter(type -> type.getParameter("boundary") != null)
                .isEmpty()) {
            return Envelope.refused(
                    Refusal.undecodable("multipart/form-data with a boundary is expected"));
        }
        var part = new CaptionPart();
        return events(request)
                .doOnNext(part::take)
                .then(Mono.fromSupplier(part::decoded))
                .onErrorResume(DataBufferLimitException.class, _ -> Mono.just(tooLarge()))
                .flatMap(decoded -> decoded.fold(handler, Envelope::refused));
    }

    /** By a reader of our own: the usual one takes no part without a filename above 256 KiB. */
    private static Flux<PartEvent> events(ServerRequest request) {
        var reader = new PartEventHttpMessageReader();
        reader.setMaxInMemorySize(LARGEST);
        return reader.read(
                        ResolvableType.forClass(PartEvent.class),
                        request.exchange().getRequest(),
                        Map.of())
                .onErrorMap(
                        failure ->
                                failure instanceof CodecException
                                        || failure instanceof IllegalArgumentException,
                        failure -> new ServerWebInputException("part", null, failure));
    }

    private static Optional<MediaType> contentType(ServerRequest request) {
        try {
            return request.headers().contentType();
        } catch (InvalidMediaTypeException unreadable) {
            return Optional.empty();
        }
    }

    private void take(PartEvent event) {
        if (partBegins) {
            // The first part of that name; a second one is dropped.
            inFile = !found && isNamed(event);
            found |= inFile;
        }
        partBegins = event.isLast();
        var buffer = event.content();
        if (inFile) {
            append(buffer);
        }
        DataBufferUtils.release(buffer);
    }

    private void append(DataBuffer buffer) {
        tooLarge |= content.size() + buffer.readableByteCount() > LARGEST;
        if (!tooLarge) {
            var bytes = new byte[buffer.readableByteCount()];
            buffer.read(bytes);
            content.writeBytes(bytes);
        }
    }

    /** A part without a name, or with one that cannot be read, is some other part. */
    private static boolean isNamed(PartEvent event) {
        try {
            return event.name().equals(NAME);
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private Decoded<byte[]> decoded() {
        if (!found) {
            return new Decoded.Refused<>(Refusal.invalid("a part named file is required"));
        }
        return tooLarge ? tooLarge() : new Decoded.Accepted<>(content.toByteArray());
    }

    private static Decoded<byte[]> tooLarge() {
        return new Decoded.Refused<>(Refusal.tooLarge(LARGEST));
    }
}
