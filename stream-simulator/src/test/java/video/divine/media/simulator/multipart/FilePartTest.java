package video.divine.media.simulator.multipart;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.US_ASCII;

import io.netty.buffer.ByteBuf;
import io.netty.buffer.Unpooled;
import io.netty.buffer.UnpooledByteBufAllocator;

import org.junit.jupiter.api.Test;
import org.springframework.core.io.buffer.DataBuffer;
import org.springframework.core.io.buffer.NettyDataBufferFactory;

import reactor.core.publisher.Flux;
import reactor.core.publisher.Mono;
import reactor.test.StepVerifier;
import reactor.test.publisher.TestPublisher;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;

/** Whatever becomes of a body, its buffers are released. */
class FilePartTest {
    private static final NettyDataBufferFactory BUFFERS =
            new NettyDataBufferFactory(UnpooledByteBufAllocator.DEFAULT);
    private static final String HEAD =
            "--b\r\nContent-Disposition: form-data; name=\"file\"\r\n\r\n";
    private static final String END = "\r\n--b--\r\n";

    private final TestPublisher<DataBuffer> body = TestPublisher.create();
    private final List<ByteBuf> fed = new ArrayList<>();
    private final StringBuilder taken = new StringBuilder();

    @Test
    void whatIsTakenIsReleased() {
        StepVerifier.create(part(6).receive(this::take))
                .then(() -> feed(HEAD, "abc", "def", END))
                .then(body::complete)
                .expectNext(FilePart.Reception.STORED)
                .verifyComplete();

        assertThat(taken).hasToString("abc@0 def@3 ");
        assertThat(fed).hasSize(4).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void whatIsTooMuchIsReadAndReleased() {
        StepVerifier.create(part(5).receive(this::take))
                .then(() -> feed(HEAD, "abc", "def", "ghi", END))
                .then(body::complete)
                .expectNext(FilePart.Reception.TOO_LARGE)
                .verifyComplete();

        assertThat(taken).hasToString("abc@0 ");
        assertThat(fed).hasSize(5).allMatch(buffer -> buffer.refCnt() == 0);
    }

    /** The first piece is being taken when the client goes away, and others wait behind it. */
    @Test
    void whoGivesUpLeavesNothingBehind() {
        StepVerifier.create(part(100).receive((_, _) -> Mono.never()))
                .then(() -> feed(HEAD, "abc", "def"))
                .thenCancel()
                .verify();

        assertThat(fed).hasSize(3).allMatch(buffer -> buffer.refCnt() == 0);
        body.assertCancelled();
    }

    @Test
    void aBodyThatFailsLeavesNothingBehind() {
        StepVerifier.create(part(100).receive((_, _) -> Mono.never()))
                .then(() -> feed(HEAD, "abc", "def"))
                .then(() -> body.error(new IOException("gone")))
                .verifyErrorMessage("gone");

        assertThat(fed).hasSize(3).allMatch(buffer -> buffer.refCnt() == 0);
    }

    @Test
    void aTargetThatFailsLeavesNothingBehind() {
        StepVerifier.create(part(100).receive((_, _) -> Mono.error(new IOException("full"))))
                .then(() -> feed(HEAD, "abc"))
                .verifyErrorMessage("full");

        assertThat(fed).hasSize(2).allMatch(buffer -> buffer.refCnt() == 0);
        body.assertCancelled();
    }

    /** Nor is more of it in memory than a few pieces. */
    @Test
    void aBodyIsNotReadFasterThanItIsTaken() {
        var asked = new ArrayList<Integer>();
        var endless =
                Flux.range(0, 1_000)
                        .doOnNext(asked::add)
                        .map(index -> buffer(index == 0 ? HEAD : "abc"));

        new FilePart("b", endless, 100_000).receive((_, _) -> Mono.never()).subscribe().dispose();

        assertThat(asked).hasSizeBetween(2, 12);
        assertThat(fed).allMatch(buffer -> buffer.refCnt() == 0);
    }

    private FilePart part(long largest) {
        return new FilePart("b", body.flux(), largest);
    }

    private void feed(String... pieces) {
        for (var piece : pieces) {
            body.next(buffer(piece));
        }
    }

    private DataBuffer buffer(String piece) {
        var bytes = Unpooled.directBuffer().writeBytes(piece.getBytes(US_ASCII));
        fed.add(bytes);
        return BUFFERS.wrap(bytes);
    }

    private Mono<Void> take(ByteBuffer content, long position) {
        taken.append(US_ASCII.decode(content)).append('@').append(position).append(' ');
        return Mono.empty();
    }
}
