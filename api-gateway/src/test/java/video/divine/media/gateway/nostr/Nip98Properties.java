package video.divine.media.gateway.nostr;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.CharRange;
import net.jqwik.api.constraints.IntRange;

import java.nio.charset.StandardCharsets;
import java.security.SecureRandom;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.List;
import java.util.Optional;

class Nip98Properties {
    private static final Instant NOW = Instant.ofEpochSecond(1_800_000_000);
    private static final String TOKEN = token();

    private final Nip98Verifier verifier =
            new Nip98Verifier(
                    Nip98Settings.strict(List.of("https://media.example")),
                    new BouncyCastleSchnorr(),
                    InstantSource.fixed(NOW));

    @Property
    void anyHeaderIsReadWithoutAnException(@ForAll String text) {
        assertThat(verify(text)).isInstanceOf(Nip98Result.Malformed.class);
        assertThat(verify("Nostr " + text)).isNotInstanceOf(Nip98Result.Verified.class);
        var base64 = Base64.getEncoder().encodeToString(text.getBytes(StandardCharsets.UTF_8));
        assertThat(verify("Nostr " + base64)).isNotInstanceOf(Nip98Result.Verified.class);
    }

    @Property(tries = 2_000)
    void noTokenSurvivesTheChangeOfOneByte(
            @ForAll @IntRange(max = 10_000) int position, @ForAll @CharRange(to = '~') char c) {
        var json = TOKEN.toCharArray();
        int index = position % json.length;
        var changed = json[index] != c;
        json[index] = c;
        var bytes = new String(json).getBytes(StandardCharsets.UTF_8);
        var header = "Nostr " + Base64.getEncoder().encodeToString(bytes);
        assertThat(verify(header) instanceof Nip98Result.Verified).isEqualTo(!changed);
    }

    private Nip98Result verify(String header) {
        return verifier.verify(
                Nip98Request.of("GET", "/", Optional.empty(), List.of(header), new byte[0]));
    }

    private static String token() {
        var key = SecretKey.parse("11".repeat(32)).orElseThrow();
        var tags = List.of(List.of("u", "https://media.example/"), List.of("method", "GET"));
        var draft =
                new UnsignedEvent(
                        key.pubkey().hex(), NOW.getEpochSecond(), Nip98Verifier.KIND, tags, "");
        return EventJson.write(key.sign(draft, new SecureRandom()).orElseThrow());
    }
}
