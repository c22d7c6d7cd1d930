package video.divine.media.simulator.upload;

import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.PartEvent;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;

import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/**
 * Writes the part {@code file} of a multipart body to disk as it arrives; everything else is read
 * and dropped. What is too much is read too: a client that is answered before it has finished
 * sending mostly sees a broken connection instead of the answer.
 */
final class FilePart {
    private static final String NAME = "file";

    /** What became of the body. */
    sealed interface Reception {
        record Stored() implements Reception {}

        record Missing() implements Reception {}

        record TooLarge() implements Reception {}
    }

    private final Incoming incoming;
    private final long largest;
    private final AtomicBoolean found = new AtomicBoolean();
    private final AtomicLong received = new AtomicLong();

    FilePart(Incoming incoming, long largest) {
        this.incoming = incoming;
        this.largest = largest;
    }

    Mono<Reception> receive(Flux<PartEvent> events) {
        return events.windowUntil(PartEvent::isLast)
                .concatMap(
                        part ->
                                part.switchOnFirst(
                                        (first, rest) -> {
                                            var event = first.get();
                                            return event != null && isTheFile(event)
                                                    ? store(rest)
                                                    : drop(rest);
                                        }))
                .then(Mono.fromSupplier(this::reception));
    }

    /** The first part of that name; a second one is dropped. */
    private boolean isTheFile(PartEvent event) {
        return event.name().equals(NAME) && found.compareAndSet(false, true);
    }

    private Mono<Void> store(Flux<PartEvent> events) {
        var content = events.map(PartEvent::content).handle(this::keepWithinLimit);
        return DataBufferUtils.write(content.cast(DataBuffer.class), incoming.channel())
                .doOnNext(DataBufferUtils::release)
                .then();
    }

    private void keepWithinLimit(
            DataBuffer buffer, reactor.core.publisher.SynchronousSink<Object> sink) {
        if (received.addAndGet(buffer.readableByteCount()) > largest) {
            DataBufferUtils.release(buffer);
        } else {
            sink.next(buffer);
        }
    }

    private static Mono<Void> drop(Flux<PartEvent> events) {
        return events.map(PartEvent::content).doOnNext(DataBufferUtils::release).then();
    }

    private Reception reception() {
        if (!found.get()) {
            return new Reception.Missing();
        }
        return received.get() > largest ? new Reception.TooLarge() : new Reception.Stored();
    }
}
