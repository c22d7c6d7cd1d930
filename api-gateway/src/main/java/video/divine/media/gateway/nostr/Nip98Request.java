package video.divine.media.gateway.nostr;

import video.divine.media.service.digest.Sha256;

import java.util.List;
import java.util.Optional;

/**
 * The part of an HTTP request that NIP-98 signs, as it arrived: nothing decoded, nothing
 * normalised.
 *
 * @param method in upper case, as HTTP has it
 * @param rawPath with its escapes, from the leading slash on
 * @param rawQuery with its escapes and without the question mark; empty when there is no question
 *     mark
 * @param authorization every value of the {@code Authorization} header
 * @param hasBody whether the body has at least one byte
 * @param bodySha256 the hash of the raw body, 64 lower-case hex digits, also of an empty one
 */
public record Nip98Request(
        String method,
        String rawPath,
        Optional<String> rawQuery,
        List<String> authorization,
        boolean hasBody,
        String bodySha256) {
    public Nip98Request {
        authorization = List.copyOf(authorization);
    }

    /** A request whose body is in memory; the bytes are hashed and not kept. */
    public static Nip98Request of(
            String method,
            String rawPath,
            Optional<String> rawQuery,
            List<String> authorization,
            byte[] body) {
        return new Nip98Request(
                method, rawPath, rawQuery, authorization, body.length > 0, Sha256.hex(body));
    }

    /** The header is a credential and a query can hold one: neither is printed. */
    @Override
    public String toString() {
        return "Nip98Request[" + method + " " + rawPath + "]";
    }
}
