package video.divine.media.gateway.remote;

import org.springframework.web.util.UriComponentsBuilder;

import video.divine.media.gateway.nostr.Pubkey;
import video.divine.media.gateway.query.MediaReads.Place;
import video.divine.media.schemas.read.ReadProtocol;

import java.util.Map;
import java.util.Optional;

/** Paths of the protocol with their parameters, encoded. */
final class ReadPaths {
    private ReadPaths() {}

    static String video(String uid) {
        return expanded(at(ReadProtocol.VIDEO), Map.of("uid", uid));
    }

    static String history(String uid) {
        return expanded(at(ReadProtocol.HISTORY), Map.of("uid", uid));
    }

    static String lookup(String key) {
        return expanded(
                at(ReadProtocol.LOOKUP).queryParam(ReadProtocol.KEY, "{key}"), Map.of("key", key));
    }

    static String listing(Pubkey pubkey, Optional<Place> after, int limit) {
        var path = at(ReadProtocol.LISTING).queryParam(ReadProtocol.LIMIT, limit);
        return after.map(
                        place ->
                                expanded(
                                        path.queryParam(
                                                        ReadProtocol.CREATED_AT,
                                                        place.createdAt().toEpochMilli())
                                                .queryParam(ReadProtocol.UID, "{uid}"),
                                        Map.of("pubkey", pubkey.hex(), "uid", place.uid())))
                .orElseGet(() -> expanded(path, Map.of("pubkey", pubkey.hex())));
    }

    static String quota(Pubkey pubkey, int limit) {
        return expanded(
                at(ReadProtocol.QUOTA).queryParam(ReadProtocol.LIMIT, limit),
                Map.of("pubkey", pubkey.hex()));
    }

    static String counters(Pubkey pubkey) {
        return expanded(at(ReadProtocol.COUNTERS), Map.of("pubkey", pubkey.hex()));
    }

    static String limited(String path, int limit) {
        return expanded(at(path).queryParam(ReadProtocol.LIMIT, limit), Map.of());
    }

    private static UriComponentsBuilder at(String path) {
        return UriComponentsBuilder.fromPath(path);
    }

    /** Encodes what is put in, also what has a meaning in a query: {@code & + %}. */
    private static String expanded(UriComponentsBuilder path, Map<String, String> values) {
        return path.encode().buildAndExpand(values).toUriString();
    }
}
