package video.divine.media.gateway.configuration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;

import video.divine.media.gateway.remote.ReadSettings;

import java.net.URI;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/** What an operator writes, and what becomes of it. */
class RemoteReadPropertiesTest {
    private static final String TOKEN = "very-secret-internal-token";

    private static ReadSettings settings(Map<String, String> properties) {
        return new Binder(new MapConfigurationPropertySource(properties))
                .bindOrCreate("media", RemoteReadProperties.class)
                .settings(TOKEN);
    }

    @Test
    void processorsAreSeparatedByCommas() {
        var settings =
                settings(
                        Map.of(
                                "media.processors",
                                "http://one:8081, http://two:8081/,http://[::1]:1"));

        assertThat(settings.processors())
                .containsExactly(
                        URI.create("http://one:8081"),
                        URI.create("http://two:8081/"),
                        URI.create("http://[::1]:1"));
        assertThat(settings)
                .isEqualTo(ReadSettings.of(settings.processors(), TOKEN))
                .hasToString("ReadSettings[processors=" + settings.processors() + "]");
    }

    @Test
    void withoutAnyThereIsNobodyToRead() {
        assertThatThrownBy(() -> settings(Map.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("MEDIA_PROCESSORS");
    }

    @ParameterizedTest
    @CsvSource({
        "media.processors, one:8081",
        "media.processors, https://one:8081",
        "media.processors, http://one",
        "media.processors, http://one:8081/path",
        "media.processors, http://user:secret@one:8081",
        "media.processors, http://one two:8081",
        "media.reads.max-standby-lag, -1",
        "media.reads.connect-timeout, 0s",
        "media.reads.answer-timeout, 1001ms",
        "media.reads.deadline, -1s",
        "media.reads.refresh, 0s"
    })
    void whatCannotBeUsedIsRefusedInASentence(String name, String value) {
        var properties = new HashMap<>(Map.of("media.processors", "http://one:8081"));
        properties.put(name, value);

        assertThatThrownBy(() -> settings(properties))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("Expected ")
                .hasMessageNotContaining("secret");
    }

    @Test
    void everySettingReachesTheReads() {
        var settings =
                settings(
                        Map.of(
                                "media.processors", "http://one:8081",
                                "media.reads.max-standby-lag", "7",
                                "media.reads.connect-timeout", "100ms",
                                "media.reads.answer-timeout", "300ms",
                                "media.reads.deadline", "1s",
                                "media.reads.refresh", "5s"));

        assertThat(List.of(settings.maxStandbyLag(), settings.connectTimeout().toMillis()))
                .containsExactly(7L, 100L);
        assertThat(settings.answerTimeout()).hasMillis(300);
        assertThat(settings.deadline()).hasSeconds(1);
        assertThat(settings.refreshEvery()).hasSeconds(5);
    }
}
