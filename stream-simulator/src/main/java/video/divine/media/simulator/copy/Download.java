package video.divine.media.simulator.copy;

import io.netty.buffer.ByteBufAllocator;
import io.netty.channel.ChannelOption;
import io.netty.handler.codec.http.HttpHeaderNames;
import io.netty.handler.codec.http.HttpResponseStatus;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.netty.ByteBufFlux;
import reactor.netty.http.client.HttpClient;
import reactor.netty.http.client.HttpClientResponse;
import reactor.netty.resources.LoopResources;

import video.divine.media.simulator.upload.Incoming;

import java.util.concurrent.atomic.AtomicLong;
import java.util.function.BooleanSupplier;

/** Fetches a file piece by piece, straight to the disk. */
final class Download {
    private static final NettyDataBufferFactory BUFFERS =
            new NettyDataBufferFactory(ByteBufAllocator.DEFAULT);

    private final HttpClient client;
    private final Origin origin;
    private final CopyLimits limits;
    private final BooleanSupplier wanted;

    /**
     * Of one file.
     *
     * @param wanted is asked before each piece
     */
    Download(Origin origin, CopyLimits limits, LoopResources loops, BooleanSupplier wanted) {
        this.wanted = wanted;
        this.origin = origin;
        this.limits = limits;
        this.client =
                HttpClient.newConnection()
                        .runOn(loops)
                        .resolver(new PinnedAddress(origin.address()))
                        .followRedirect(false)
                        .option(
                                ChannelOption.CONNECT_TIMEOUT_MILLIS,
                                (int) limits.patience().toMillis())
                        .responseTimeout(limits.patience());
    }

    /** An error is one of the origin, or of the disk. */
    Mono<Void> to(Incoming incoming) {
        return client.head()
                .uri(origin.url())
                .response()
                .map(this::size)
                .flatMapMany(this::pieces)
                .concatMap(piece -> fetch(piece, incoming), 1)
                .then();
    }

    /**
     * A part of the file.
     *
     * @param last the position of its last byte
     */
    private record Piece(long first, long last, long size) {
        long length() {
            return last - first + 1;
        }
    }

    private Flux<Piece> pieces(long size) {
        return Flux.generate(
                () -> 0L,
                (first, sink) -> {
                    if (!wanted.getAsBoolean()) {
                        sink.error(new OriginFailure("nobody wants it any more"));
                        return first;
                    }
                    if (first >= size) {
                        sink.complete();
                        return first;
                    }
                    var next = Math.min(size, first + limits.piece());
                    sink.next(new Piece(first, next - 1, size));
                    return next;
                });
    }

    private long size(HttpClientResponse response) {
        expect(response, HttpResponseStatus.OK, "HEAD");
        var text = response.responseHeaders().get(HttpHeaderNames.CONTENT_LENGTH, "");
        if (!text.matches("[0-9]{1,18}")) {
            throw new OriginFailure("HEAD was answered without a size");
        }
        var size = Long.parseLong(text);
        if (size < 1 || size > limits.largestFile()) {
            throw new OriginFailure("the file has " + size + " bytes");
        }
        return size;
    }

    private Mono<Void> fetch(Piece piece, Incoming incoming) {
        return client.headers(
                        headers ->
                                headers.set(
                                        HttpHeaderNames.RANGE,
                                        "bytes=" + piece.first() + "-" + piece.last()))
                .get()
                .uri(origin.url())
                .response((response, content) -> write(response, content, piece, incoming))
                .then();
    }

    private static Mono<Void> write(
            HttpClientResponse response, ByteBufFlux content, Piece piece, Incoming incoming) {
        return Mono.defer(
                () -> {
                    expect(response, HttpResponseStatus.PARTIAL_CONTENT, "a ranged GET");
                    var range = response.responseHeaders().get(HttpHeaderNames.CONTENT_RANGE, "");
                    var asked = "bytes " + piece.first() + "-" + piece.last() + "/" + piece.size();
                    if (!range.equals(asked)) {
                        throw new OriginFailure("a ranged GET was answered with another range");
                    }
                    var received = new AtomicLong();
                    return content.retain()
                            .<DataBuffer>map(BUFFERS::wrap)
                            .concatMap(it -> write(it, piece, received, incoming))
                            .doOnDiscard(DataBuffer.class, DataBufferUtils::release)
                            .then(Mono.fromRunnable(() -> expectWhole(piece, received.get())));
                });
    }

    private static Mono<Void> write(
            DataBuffer buffer, Piece piece, AtomicLong received, Incoming incoming) {
        var count = buffer.readableByteCount();
        var position = received.getAndAdd(count);
        if (position + count > piece.length()) {
            DataBufferUtils.release(buffer);
            return Mono.error(new OriginFailure("a ranged GET was answered with too much"));
        }
        return incoming.write(buffer, piece.first() + position);
    }

    private static void expectWhole(Piece piece, long received) {
        if (received != piece.length()) {
            throw new OriginFailure("a ranged GET was answered with too little");
        }
    }

    private static void expect(
            HttpClientResponse response, HttpResponseStatus expected, String request) {
        if (!response.status().equals(expected)) {
            throw new OriginFailure(request + " was answered with " + response.status().code());
        }
    }
}
