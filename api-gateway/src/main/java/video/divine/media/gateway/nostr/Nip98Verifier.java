package video.divine.media.gateway.nostr;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Instant;
import java.time.InstantSource;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;

/**
 * Verifies NIP-98 authorisation: the event of the {@code Authorization} header must name this
 * request, be fresh and be signed. What cannot be read as an event is malformed; what is one but
 * does not fit is invalid. Cheap checks come first (some 30 µs), then the id, then the signature
 * (some 400 µs in all). Whether a token was used before is the caller's business and comes after
 * this: a request that fails here must not use a token up.
 *
 * <p>Stateless: one instance serves all threads.
 */
public final class Nip98Verifier {
    /** The kind NIP-98 reserves for HTTP authorisation. */
    static final int KIND = 27_235;

    private final Nip98Settings settings;
    private final SchnorrVerifier schnorr;
    private final InstantSource clock;

    public Nip98Verifier(Nip98Settings settings, SchnorrVerifier schnorr, InstantSource clock) {
        this.settings = settings;
        this.schnorr = schnorr;
        this.clock = clock;
    }

    /** Never throws for anything that a client can send. */
    public Nip98Result verify(Nip98Request request) {
        if (request.authorization().isEmpty()) {
            return new Nip98Result.Missing();
        }
        return switch (AuthorizationHeader.read(request.authorization())) {
            case EventReading.Malformed(var detail) -> new Nip98Result.Malformed(detail);
            case EventReading.Invalid(var detail) -> new Nip98Result.Invalid(detail);
            case EventReading.Read(var event) ->
                    objection(event, request)
                            .<Nip98Result>map(Nip98Result.Invalid::new)
                            .orElseGet(() -> verified(event));
        };
    }

    private static Nip98Result verified(NostrEvent event) {
        return new Nip98Result.Verified(
                new Pubkey(event.pubkey()), event.id(), Instant.ofEpochSecond(event.createdAt()));
    }

    private Optional<String> objection(NostrEvent event, Nip98Request request) {
        return kindObjection(event)
                .or(() -> ageObjection(event))
                .or(() -> urlObjection(event, request))
                .or(() -> methodObjection(event, request))
                .or(() -> payloadObjection(event, request))
                .or(() -> idObjection(event))
                .or(() -> signatureObjection(event));
    }

    private static Optional<String> kindObjection(NostrEvent event) {
        return event.kind() == KIND ? Optional.empty() : Optional.of("kind is not 27235");
    }

    private Optional<String> ageObjection(NostrEvent event) {
        long now = clock.instant().getEpochSecond();
        long maxAge = settings.maxAge().toSeconds();
        return event.createdAt() >= now - maxAge && event.createdAt() <= now + maxAge
                ? Optional.empty()
                : Optional.of("created_at is too far from the server's time");
    }

    private Optional<String> urlObjection(NostrEvent event, Nip98Request request) {
        var signed = values(event, "u");
        if (signed.size() != 1) {
            return Optional.of("not exactly one u tag with a value");
        }
        var target = request.rawPath() + request.rawQuery().map(query -> "?" + query).orElse("");
        return settings.publicBaseUrls().stream()
                        .anyMatch(
                                base ->
                                        SignedUrl.matches(
                                                signed.getFirst(),
                                                base + target,
                                                settings.portAndQueryOptional()))
                ? Optional.empty()
                : Optional.of("u is not the URL of this request");
    }

    private static Optional<String> methodObjection(NostrEvent event, Nip98Request request) {
        var signed = values(event, "method");
        if (signed.size() != 1) {
            return Optional.of("not exactly one method tag with a value");
        }
        return signed.getFirst().equals(request.method())
                ? Optional.empty()
                : Optional.of("method is not the method of this request");
    }

    private Optional<String> payloadObjection(NostrEvent event, Nip98Request request) {
        var signed = values(event, "payload");
        if (signed.size() > 1) {
            return Optional.of("more than one payload tag");
        }
        if (signed.isEmpty()) {
            return settings.payloadRequired() && request.hasBody()
                    ? Optional.of("no payload tag on a request with a body")
                    : Optional.empty();
        }
        // isEqual takes the same time wherever the first difference is.
        return MessageDigest.isEqual(
                        signed.getFirst().getBytes(StandardCharsets.UTF_8),
                        request.bodySha256().getBytes(StandardCharsets.UTF_8))
                ? Optional.empty()
                : Optional.of("payload is not the lower-case hex SHA-256 of the body");
    }

    private static Optional<String> idObjection(NostrEvent event) {
        return event.computedId().filter(event.id()::equals).isPresent()
                ? Optional.empty()
                : Optional.of("id is not the hash of the event");
    }

    private Optional<String> signatureObjection(NostrEvent event) {
        var hex = HexFormat.of();
        return schnorr.verify(
                        hex.parseHex(event.pubkey()),
                        hex.parseHex(event.id()),
                        hex.parseHex(event.sig()))
                ? Optional.empty()
                : Optional.of("sig is not a signature of this event by its pubkey");
    }

    /**
     * The first value of every tag of that name. A tag without a value counts as an empty one, so
     * that it cannot hide beside a good one.
     */
    private static List<String> values(NostrEvent event, String name) {
        return event.tags().stream()
                .filter(tag -> tag.getFirst().equals(name))
                .map(tag -> tag.size() > 1 ? tag.get(1) : "")
                .toList();
    }
}
