package video.divine.media.gateway.nostr;

import java.time.Instant;

/** What NIP-98 says about a request. Details are fixed sentences that repeat no input. */
public sealed interface Nip98Result {
    /**
     * The request was signed by the holder of {@code pubkey}.
     *
     * @param eventId identifies the token: two honest, identical requests of one second share it
     * @param createdAt when the client says it signed
     */
    record Verified(Pubkey pubkey, String eventId, Instant createdAt) implements Nip98Result {}

    /** No {@code Authorization} header: 401 {@code missing_nip98}. */
    record Missing() implements Nip98Result {}

    /** The header cannot be read as an event: 400 {@code malformed_nip98}. */
    record Malformed(String detail) implements Nip98Result {}

    /** An event that does not authorise this request now: 403 {@code invalid_nip98}. */
    record Invalid(String detail) implements Nip98Result {}
}
