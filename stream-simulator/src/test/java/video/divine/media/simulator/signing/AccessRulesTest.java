package video.divine.media.simulator.signing;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

import tools.jackson.databind.json.JsonMapper;

import java.net.InetAddress;
import java.util.Optional;

class AccessRulesTest {
    private static final String BLOCK_ALL = "{\"type\":\"any\",\"action\":\"block\"}";

    @ParameterizedTest
    @CsvSource({
        "10.0.0.0/8, 10.255.0.1, true",
        "10.0.0.0/8, 11.0.0.1, false",
        "10.1.2.3, 10.1.2.3, true",
        "10.1.2.3, 10.1.2.4, false",
        "10.1.2.3/31, 10.1.2.2, true",
        "0.0.0.0/0, 203.0.113.9, true",
        "200.0.0.0/5, 201.0.0.1, true",
        "2001:db8::/32, 2001:db8:ffff::1, true",
        "2001:db8::/32, 2001:db9::1, false",
        "0.0.0.0/0, 2001:db8::1, false",
        "::/0, 10.0.0.1, false"
    })
    void aRangeHoldsTheAddressesThatShareItsFirstBits(String range, String client, boolean held) {
        var rules =
                rules(
                        "[{\"type\":\"ip.src\",\"action\":\"allow\",\"ip\":[\"192.0.2.1\",\"%s\"]},%s]"
                                .formatted(range, BLOCK_ALL));

        assertThat(rules.orElseThrow().allow(InetAddress.ofLiteral(client))).isEqualTo(held);
    }

    @Test
    void theFirstRuleThatMatchesDecides() {
        var rules =
                rules(
                                """
                                [{"type":"ip.src","action":"block","ip":["10.0.0.1"]},
                                 {"type":"ip.src","action":"allow","ip":["10.0.0.0/8"]},
                                 {"type":"any","action":"block"}]
                                """)
                        .orElseThrow();

        assertThat(rules.allow(InetAddress.ofLiteral("10.0.0.1"))).isFalse();
        assertThat(rules.allow(InetAddress.ofLiteral("10.0.0.2"))).isTrue();
        assertThat(rules.allow(InetAddress.ofLiteral("11.0.0.1"))).isFalse();
    }

    @Test
    void whereNoneMatchesEverybodyIsLetIn() {
        var client = InetAddress.getLoopbackAddress();

        assertThat(rules("[]").orElseThrow().allow(client)).isTrue();
        assertThat(
                        rules("[{\"type\":\"ip.src\",\"action\":\"block\",\"ip\":[\"10.0.0.1\"]}]")
                                .orElseThrow()
                                .allow(client))
                .isTrue();
    }

    @Test
    void nobodyHereIsInAnyCountry() {
        var country = "{\"type\":\"ip.geoip.country\",\"action\":\"allow\",\"country\":[\"DE\"]}";

        assertThat(
                        rules("[%s,%s]".formatted(country, BLOCK_ALL))
                                .orElseThrow()
                                .allow(InetAddress.getLoopbackAddress()))
                .isFalse();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "{}",
                "[1]",
                "[{}]",
                "[{\"type\":\"any\"}]",
                "[{\"type\":\"any\",\"action\":\"maybe\"}]",
                "[{\"type\":\"other\",\"action\":\"allow\"}]",
                "[{\"type\":\"ip.src\",\"action\":\"allow\"}]",
                "[{\"type\":\"ip.src\",\"action\":\"allow\",\"ip\":[\"localhost\"]}]",
                "[{\"type\":\"ip.src\",\"action\":\"allow\",\"ip\":[\"10.0.0.0/33\"]}]",
                "[{\"type\":\"ip.src\",\"action\":\"allow\",\"ip\":[\"10.0.0/8\"]}]",
                "[{\"type\":\"ip.src\",\"action\":\"allow\",\"ip\":\"10.0.0.1\"}]",
                "[{\"type\":\"ip.geoip.country\",\"action\":\"allow\",\"country\":[\"Germany\"]}]"
            })
    void rulesThatCannotBeReadAreNone(String text) {
        assertThat(rules(text)).isEmpty();
    }

    @Test
    void thereAreFiveAtMost() {
        var five = BLOCK_ALL + ("," + BLOCK_ALL).repeat(4);

        assertThat(rules("[" + five + "]")).isPresent();
        assertThat(rules("[" + five + "," + BLOCK_ALL + "]")).isEmpty();
    }

    private static Optional<AccessRules> rules(String text) {
        return AccessRules.read(JsonMapper.builder().build().readTree(text));
    }
}
