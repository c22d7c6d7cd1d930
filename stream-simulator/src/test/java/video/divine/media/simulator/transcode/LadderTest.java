package video.divine.media.simulator.transcode;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LadderTest {
    @ParameterizedTest
    @CsvSource({
        "1920, 1080, 1920x1080 1280x720 852x480 640x360",
        "3840, 2160, 1920x1080 1280x720 852x480 640x360",
        "720, 1280, 720x1280 480x852 360x640",
        "480, 480, 480x480 360x360",
        "500, 500, 480x480 360x360",
        "640, 360, 640x360",
        "320, 240, 320x240",
        "101, 75, 100x74",
        "2, 2, 16x16"
    })
    void takesTheRungsThatAreNotAboveTheSource(int width, int height, String expected) {
        var ladder = Ladder.of(width, height);

        assertThat(
                        ladder.stream()
                                .map(rendition -> rendition.width() + "x" + rendition.height())
                                .reduce((above, below) -> above + " " + below))
                .hasValue(expected);
    }

    @Test
    void neverGoesAboveTheSourceNorToAnOddSide() {
        for (var width = 16; width < 2500; width += 7) {
            for (var height = 16; height < 2500; height += 11) {
                for (var rendition : Ladder.of(width, height)) {
                    assertThat(rendition.width()).isLessThanOrEqualTo(width).isEven();
                    assertThat(rendition.height()).isLessThanOrEqualTo(height).isEven();
                }
            }
        }
    }
}
