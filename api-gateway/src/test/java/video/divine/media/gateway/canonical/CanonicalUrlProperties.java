package video.divine.media.gateway.canonical;

import static org.assertj.core.api.Assertions.assertThat;

import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

import java.net.URI;

class CanonicalUrlProperties {
    @Property(tries = 5_000)
    void makingACanonicalUrlCanonicalChangesNothing(@ForAll("urls") String text) {
        if (CanonicalUrl.parse(text) instanceof CanonicalUrl.Parsed.Accepted(var url)) {
            assertThat(CanonicalUrl.parse(url.text()))
                    .isEqualTo(new CanonicalUrl.Parsed.Accepted(url));
            assertThat(url.text()).matches("https?://[!-~]+").hasSizeLessThanOrEqualTo(2_048);
            assertThat(URI.create(url.text()).getRawFragment()).isNull();
        }
    }

    @Property
    void anyTextIsReadWithoutAnException(@ForAll String text) {
        assertThat(CanonicalUrl.parse(text)).isNotNull();
        assertThat(CanonicalUrl.parse("http://" + text)).isNotNull();
    }

    @Property
    void theOrderOfParametersOfDifferentNamesDoesNotCount(
            @ForAll("values") String first, @ForAll("values") String second) {
        assertThat(CanonicalUrl.parse("http://example.com/?a=" + first + "&b=" + second))
                .isEqualTo(CanonicalUrl.parse("http://example.com/?b=" + second + "&a=" + first));
    }

    @Provide
    Arbitrary<String> urls() {
        var scheme = Arbitraries.of("http://", "https://", "HTTP:", "https:\\", " http:///");
        var host =
                Arbitraries.of(
                                "example.com",
                                "EXAMPLE.com.",
                                "127.1",
                                "0x7f.0.0.1.",
                                "[::1]",
                                "[1:0:0:2::]",
                                "b\u00fccher.de",
                                "stra\u00dfe.de",
                                "xn--bcher-kva.de",
                                "a%2eb",
                                "\u4f8b\u3048\u3002jp")
                        .injectDuplicates(0.1);
        var oddHost =
                Arbitraries.strings()
                        .withChars("aA01x.-_%27~!$\u00df\u00ad\u200d\uff0e\u05d0[]:@")
                        .ofMinLength(1)
                        .ofMaxLength(12);
        var port = Arbitraries.of("", "", ":", ":80", ":443", ":0080", ":8080", ":65536");
        var rest =
                Arbitraries.strings()
                        .withChars("aB~%2e5F./\\?&=#+'[]|^ \t\u00e9\ud83d\udca9\ud800")
                        .ofMaxLength(30);
        return scheme.flatMap(
                s ->
                        Arbitraries.oneOf(host, oddHost)
                                .flatMap(
                                        h ->
                                                port.flatMap(
                                                        p -> rest.map(r -> s + h + p + "/" + r))));
    }

    @Provide
    Arbitrary<String> values() {
        return Arbitraries.strings().withChars("aZ09%2e+=/?'[]\u00e9").ofMaxLength(12);
    }
}
