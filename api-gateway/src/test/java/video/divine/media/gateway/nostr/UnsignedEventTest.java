package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

import tools.jackson.databind.JsonNode;

import java.util.HexFormat;
import java.util.List;
import java.util.stream.Stream;

class UnsignedEventTest {
    private static final String KEY =
            "531fe6068134503d2723133227c867ac8fa6c83c537e9a44c3c5bdbdcb1fe337";

    static Stream<Named<NostrEvent>> soundEvents() {
        return events().filter(vector -> !vector.getName().equals("lone"));
    }

    private static Stream<Named<NostrEvent>> events() {
        return Vectors.elements(Vectors.json("nip01-id-vectors.json"))
                .map(v -> Named.of(v.get("name").stringValue(), event(v.get("event"))));
    }

    @ParameterizedTest
    @MethodSource("soundEvents")
    void idAndSignatureAreThoseOfTheVector(NostrEvent event) {
        assertThat(event.computedId()).contains(event.id());
        var hex = HexFormat.of();
        assertThat(
                        new BouncyCastleSchnorr()
                                .verify(
                                        hex.parseHex(event.pubkey()),
                                        hex.parseHex(event.id()),
                                        hex.parseHex(event.sig())))
                .isTrue();
    }

    @Test
    void allSixteenVectorsAreRead() {
        assertThat(events()).hasSize(16);
    }

    @Test
    void loneSurrogatesHaveNoId() {
        assertThat(events().filter(vector -> vector.getName().equals("lone")))
                .singleElement()
                .satisfies(vector -> assertThat(vector.getPayload().computedId()).isEmpty());
        assertThat(new UnsignedEvent(KEY, 1, 1, List.of(List.of("\udc00")), "").id()).isEmpty();
    }

    @Test
    void eachFieldChangesTheId() {
        var ids =
                Stream.of(
                                new UnsignedEvent(KEY, 1, 1, List.of(), ""),
                                new UnsignedEvent(KEY, 2, 1, List.of(), ""),
                                new UnsignedEvent(KEY, 1, 2, List.of(), ""),
                                new UnsignedEvent(KEY, 1, 1, List.of(List.of("a")), ""),
                                new UnsignedEvent(KEY, 1, 1, List.of(List.of("a", "b")), ""),
                                new UnsignedEvent(
                                        KEY, 1, 1, List.of(List.of("a"), List.of("b")), ""),
                                new UnsignedEvent(KEY, 1, 1, List.of(), "x"))
                        .map(event -> event.id().orElseThrow());
        assertThat(ids).doesNotHaveDuplicates();
    }

    private static NostrEvent event(JsonNode json) {
        List<List<String>> tags =
                json.get("tags")
                        .valueStream()
                        .map(tag -> tag.valueStream().map(JsonNode::stringValue).toList())
                        .toList();
        return new NostrEvent(
                json.get("id").stringValue(),
                json.get("pubkey").stringValue(),
                json.get("created_at").longValue(),
                json.get("kind").intValue(),
                tags,
                json.get("content").stringValue(),
                json.get("sig").stringValue());
    }
}
