package video.divine.media.processor.runtime;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

import video.divine.media.processor.runtime.ProcessorSettings.Neighbours;
import video.divine.media.processor.runtime.ProcessorSettings.Topics;
import video.divine.media.processor.runtime.ProcessorSettings.Work;
import video.divine.media.schemas.MediaTopic;
import video.divine.media.service.kafka.KafkaConnection;

import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Optional;

class ProcessorSettingsTest {
    private static final KafkaConnection KAFKA =
            new KafkaConnection("localhost:9092", Map.of("sasl.jaas.config", "s3cret"));

    private static ProcessorSettings settings(Duration uploadGrace) {
        return new ProcessorSettings(
                KAFKA,
                ProcessorSettings.DEFAULT_APPLICATION_ID,
                Path.of("state"),
                Topics.unreplicated(1),
                Work.DEFAULT,
                uploadGrace,
                Neighbours.NONE);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT1M", "PT10M", "PT24H"})
    void theGraceForUploadsIsAMinuteToADay(Duration uploadGrace) {
        assertThat(settings(uploadGrace).uploadGrace()).isEqualTo(uploadGrace);
    }

    @ParameterizedTest
    @ValueSource(strings = {"PT-1M", "PT0S", "PT59.999S", "PT24H0.001S"})
    void anyOtherGraceIsASlip(Duration uploadGrace) {
        assertThatIllegalArgumentException().isThrownBy(() -> settings(uploadGrace));
    }

    @Test
    void whereNobodyNamesOneItIsTenMinutes() {
        var settings = ProcessorSettings.alone(KAFKA, Path.of("state"), Topics.unreplicated(1));

        assertThat(settings.uploadGrace()).isEqualTo(Duration.ofMinutes(10));
    }

    @Test
    void numbersThatMakeNoProcessorAreRefused() {
        assertThatIllegalArgumentException().isThrownBy(() -> Topics.unreplicated(0));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Topics(1, (short) 0, MediaTopic.DEFAULT_RETENTION));
        assertThatIllegalArgumentException().isThrownBy(() -> new Work(0, Duration.ZERO));
        assertThatIllegalArgumentException().isThrownBy(() -> new Neighbours(-1, Optional.empty()));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "processor", "http://processor:8081", "a:b@processor:8081"})
    void anAddressIsAHostAndAPort(String address) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new Neighbours(0, Optional.of(address)));
    }

    @Test
    void secretsOfTheClientAreNotShown() {
        assertThat(settings(Duration.ofMinutes(10)).toString())
                .contains("sasl.jaas.config")
                .doesNotContain("s3cret");
    }
}
