package video.divine.media.simulator.tus;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.HttpStatus;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Scheduler;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Refusal;
import video.divine.media.simulator.upload.Incoming;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/**
 * The body of one PATCH on its way to the disk. What is too much is read and dropped, see {@link
 * video.divine.media.simulator.api.Drain}.
 */
final class Chunk {
    private static final Logger log = LoggerFactory.getLogger(Chunk.class);

    /** Bytes, after which it is written down what is here: a kill costs an upload no more. */
    private static final long CHECKPOINT = 16_777_216;

    /** Status and code are ours. Clients take it for a reason to ask again. */
    static final Refusal BROKEN_OFF =
            new Refusal(HttpStatus.LOCKED, 10015, "The chunk broke off, or another request came");

    private final String uid;
    private final Progress before;
    private final ChunkRules rules;
    private final TusFiles tusFiles;
    private final Scheduler files;

    // Signals come one after the other, so the state needs no guard.
    private long received;
    private long writtenDown;
    private boolean broken;

    Chunk(String uid, Progress before, ChunkRules rules, TusFiles tusFiles, Scheduler files) {
        this.uid = uid;
        this.before = before;
        this.rules = rules;
        this.tusFiles = tusFiles;
        this.files = files;
    }

    /** What is reached in the end. An error is one of our disk; that the client is gone is none. */
    Mono<Decoded<Progress>> receive(Flux<DataBuffer> body, Turns.Turn turn) {
        var complete =
                before.isComplete()
                        // Its file may have been handed over, and there is nothing to write.
                        ? body(body, turn).doOnNext(this::count).then()
                        : Mono.using(
                                        () -> Incoming.resume(tusFiles.data(uid)),
                                        incoming ->
                                                body(body, turn)
                                                        .concatMap(it -> take(it, incoming))
                                                        .doOnDiscard(
                                                                DataBuffer.class,
                                                                DataBufferUtils::release)
                                                        .then(),
                                        Chunk::close)
                                .subscribeOn(files);
        return complete.publishOn(files)
                .then(Mono.fromCallable(() -> settled(broken || turn.isInterrupted())))
                .onErrorResume(
                        NoSuchFileException.class,
                        _ -> Mono.just(new Decoded.Refused<>(Refusal.notFound())));
    }

    private Flux<DataBuffer> body(Flux<DataBuffer> body, Turns.Turn turn) {
        return body.takeUntilOther(turn.interrupted()).onErrorResume(this::brokenOff);
    }

    private Flux<DataBuffer> brokenOff(Throwable failure) {
        log.debug("a chunk of video {} broke off: {}", uid, failure.toString());
        broken = true;
        return Flux.empty();
    }

    private void count(DataBuffer content) {
        received += content.readableByteCount();
        DataBufferUtils.release(content);
    }

    private Mono<Void> take(DataBuffer content, Incoming incoming) {
        var position = before.offset() + received;
        if (received + content.readableByteCount() > rules.largest(before)) {
            count(content);
            return Mono.empty();
        }
        received += content.readableByteCount();
        var written = incoming.write(content, position);
        return received - writtenDown < CHECKPOINT
                ? written
                : written.then(Mono.defer(this::checkpoint));
    }

    private Mono<Void> checkpoint() {
        writtenDown = rules.kept(received, before);
        return Mono.fromCallable(() -> reach(before.plus(writtenDown))).subscribeOn(files).then();
    }

    /** Blocks. */
    private Decoded<Progress> settled(boolean isBroken) throws IOException {
        if (isBroken) {
            reach(before.plus(rules.kept(received, before)));
            return new Decoded.Refused<>(BROKEN_OFF);
        }
        Optional<Refusal> refusal = rules.refusal(received, before);
        if (refusal.isPresent()) {
            reach(before);
            return new Decoded.Refused<>(refusal.get());
        }
        return new Decoded.Accepted<>(reach(before.plus(received)));
    }

    private Progress reach(Progress reached) throws IOException {
        if (!before.isComplete()) {
            tusFiles.advance(uid, reached);
        }
        return reached;
    }

    private static void close(Incoming incoming) {
        try {
            incoming.channel().close();
        } catch (IOException failure) {
            throw new UncheckedIOException(failure);
        }
    }
}
