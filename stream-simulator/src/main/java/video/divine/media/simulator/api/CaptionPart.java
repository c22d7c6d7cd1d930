package video.divine.media.simulator.api;

import org.springframework.web.reactive.function.server.ServerRequest;
import org.springframework.web.reactive.function.server.ServerResponse;

import reactor.core.publisher.Mono;

import video.divine.media.simulator.multipart.FilePart;

import java.io.ByteArrayOutputStream;
import java.nio.ByteBuffer;
import java.util.function.Function;

/** The file of a caption's multipart body, whole. */
final class CaptionPart {
    /** Cloudflare's limit of 10 MB. */
    private static final int LARGEST = 10_000_000;

    private CaptionPart() {}

    /** Goes on with the part's content, or says what is wrong with the body. */
    static Mono<ServerResponse> read(
            ServerRequest request, Function<byte[], Mono<ServerResponse>> handler) {
        var part = FilePart.of(request, LARGEST);
        if (part.isEmpty()) {
            return Drain.refused(
                    request,
                    Refusal.undecodable("multipart/form-data with a boundary is expected"));
        }
        var content = new ByteArrayOutputStream();
        return part.get()
                .receive((piece, _) -> append(piece, content))
                .flatMap(
                        reception ->
                                switch (reception) {
                                    case STORED -> handler.apply(content.toByteArray());
                                    case MISSING ->
                                            Envelope.refused(
                                                    Refusal.invalid(
                                                            "a part named file is required"));
                                    case TOO_LARGE -> Envelope.refused(Refusal.tooLarge(LARGEST));
                                    case UNREADABLE ->
                                            Envelope.refused(
                                                    Refusal.undecodable("the body cannot be read"));
                                });
    }

    private static Mono<Void> append(ByteBuffer piece, ByteArrayOutputStream content) {
        var bytes = new byte[piece.remaining()];
        piece.get(bytes);
        content.writeBytes(bytes);
        return Mono.empty();
    }
}
