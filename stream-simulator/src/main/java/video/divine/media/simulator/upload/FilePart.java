package video.divine.media.simulator.upload;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.DataBufferUtils;
import org.springframework.http.codec.multipart.PartEvent;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.util.context.Context;

import java.util.function.Consumer;

/**
 * Writes the part {@code file} of a multipart body to disk as it arrives; everything else is read
 * and dropped. What is too much is read too: a client that is answered before it has finished
 * sending mostly sees a broken connection instead of the answer.
 */
final class FilePart {
    private static final Logger log = LoggerFactory.getLogger(FilePart.class);
    private static final String NAME = "file";

    /**
     * Reactor's key for errors that nobody is left to receive. Spring's multipart reader tells a
     * connection's end twice, and the second would stand in the log as an error of ours.
     */
    private static final String DROPPED_ERRORS = "reactor.onErrorDropped.local";

    /** What became of the body. */
    sealed interface Reception {
        record Stored() implements Reception {}

        record Missing() implements Reception {}

        record TooLarge() implements Reception {}
    }

    private final Incoming incoming;
    private final long largest;

    // Signals come one after the other, so the state needs no guard.
    private boolean partBegins = true;
    private boolean inFile;
    private boolean found;
    private long received;

    FilePart(Incoming incoming, long largest) {
        this.incoming = incoming;
        this.largest = largest;
    }

    /** An error of the body, such as that its client is gone, is an error of the result. */
    Mono<Reception> receive(Flux<PartEvent> events) {
        return events.concatMap(this::take)
                .then(Mono.fromSupplier(this::reception))
                .contextWrite(Context.of(DROPPED_ERRORS, (Consumer<Throwable>) FilePart::dropped));
    }

    private Mono<Void> take(PartEvent event) {
        if (partBegins) {
            // The first part of that name; a second one is dropped.
            inFile = !found && isNamed(event);
            found |= inFile;
        }
        partBegins = event.isLast();
        var content = event.content();
        var position = received;
        if (inFile) {
            received += content.readableByteCount();
        }
        return inFile && received <= largest ? incoming.write(content, position) : drop(content);
    }

    /** A part without a name, or with one that cannot be read, is some other part. */
    private static boolean isNamed(PartEvent event) {
        try {
            return event.name().equals(NAME);
        } catch (IllegalStateException | IllegalArgumentException unreadable) {
            return false;
        }
    }

    private static Mono<Void> drop(DataBuffer content) {
        DataBufferUtils.release(content);
        return Mono.empty();
    }

    private static void dropped(Throwable failure) {
        log.debug("an upload broke off: {}", failure.toString());
    }

    private Reception reception() {
        if (!found) {
            return new Reception.Missing();
        }
        return received > largest ? new Reception.TooLarge() : new Reception.Stored();
    }
}
