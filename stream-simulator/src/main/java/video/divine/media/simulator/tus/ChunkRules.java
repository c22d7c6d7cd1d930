package video.divine.media.simulator.tus;

import org.springframework.http.HttpStatus;

import video.divine.media.simulator.api.Decoded;
import video.divine.media.simulator.api.Refusal;

import java.util.Optional;
import java.util.OptionalLong;

/** Which chunks Cloudflare takes (facts, section 2.2). The codes of the refusals are ours. */
record ChunkRules(TusLimits limits) {
    /**
     * Whether a chunk may begin.
     *
     * @param offset where the client believes to be
     * @param announced bytes, if the client says so beforehand
     */
    Decoded<Progress> agreed(Progress progress, long offset, OptionalLong announced) {
        if (offset != progress.offset()) {
            return new Decoded.Refused<>(
                    new Refusal(
                            HttpStatus.CONFLICT,
                            10014,
                            "The upload goes on at " + progress.offset()));
        }
        var refusal =
                announced.isPresent()
                        ? refusal(announced.getAsLong(), progress)
                        : Optional.<Refusal>empty();
        return refusal.<Decoded<Progress>>map(Decoded.Refused::new)
                .orElseGet(() -> new Decoded.Accepted<>(progress));
    }

    /**
     * What is wrong with a chunk, if anything.
     *
     * @param size bytes
     * @param before where the chunk begins
     */
    Optional<Refusal> refusal(long size, Progress before) {
        if (size > before.remaining()) {
            return Optional.of(tooLarge("The chunk goes beyond Upload-Length"));
        }
        if (size > limits.largestChunk()) {
            return Optional.of(
                    tooLarge("Chunk size must be at most " + limits.largestChunk() + " bytes"));
        }
        // The last one, as is the only one of a small file, may have any size.
        if (size == before.remaining()) {
            return Optional.empty();
        }
        if (size == 0 || size % limits.chunkMultiple() != 0) {
            return Optional.of(
                    Refusal.invalid(
                            "Chunk size must be a multiple of "
                                    + limits.chunkMultiple() / 1024
                                    + "KiB"));
        }
        return size < limits.smallestChunk() && before.length() >= limits.smallestChunk()
                ? Optional.of(
                        Refusal.invalid(
                                "Chunk size must be at least " + limits.smallestChunk() + " bytes"))
                : Optional.empty();
    }

    /** No chunk that begins there may have more bytes. */
    long largest(Progress before) {
        return Math.min(before.remaining(), limits.largestChunk());
    }

    /** How many bytes are kept of a chunk that broke off: the next one must begin at a multiple. */
    long kept(long received, Progress before) {
        if (received > largest(before)) {
            return 0;
        }
        return received == before.remaining()
                ? received
                : received - received % limits.chunkMultiple();
    }

    private static Refusal tooLarge(String message) {
        return new Refusal(HttpStatus.CONTENT_TOO_LARGE, 10011, message);
    }
}
