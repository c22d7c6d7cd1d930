package video.divine.media.simulator.ffmpeg;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import java.io.BufferedReader;
import java.io.StringReader;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

class ErrorOutputTest {
    @Test
    void onlyErrorsAreKept() {
        var output =
                read(
                        """
                        /x/libavdevice.so.62: /x/libasound.so.2: no version information available
                        Input #0, mov, from 'x.mp4':
                        [info] Stream mapping:
                        [libx264 @ 0x5590d9c0] [info] frame I:1
                        [mov,mp4,m4a,3gp,3g2,mj2 @ 0x5590d9c0] [warning] odd
                        [h264 @ 0x5590d9c0] [error] Invalid NAL unit size
                        [fatal] Error opening input files
                        """);

        assertThat(output.errors())
                .isEqualTo(
                        "Input #0, mov, from 'x.mp4':; [h264 @ 0x5590d9c0] [error] Invalid NAL unit"
                                + " size; [fatal] Error opening input files");
        assertThat(output.signalled()).isFalse();
    }

    @Test
    void theLastLinesAreKept() {
        var lines =
                IntStream.rangeClosed(1, 30)
                        .mapToObj(line -> "[error] " + line)
                        .collect(Collectors.joining("\n"));

        assertThat(read(lines).errors()).startsWith("[error] 11; ").endsWith("; [error] 30");
    }

    @Test
    void aSignalIsTold() {
        assertThat(read("[info] Exiting normally, received signal 2.").signalled()).isTrue();
        assertThat(read("Exiting normally, received signal 15.").signalled()).isTrue();
        assertThat(read("Received > 3 system signals, hard exiting").signalled()).isTrue();
    }

    @Test
    void aTitleTellsNoSignal() {
        var title = "[info]     title           : Exiting normally, received signal 2.";

        assertThat(read(title).signalled()).isFalse();
    }

    private static ErrorOutput read(String text) {
        return ErrorOutput.read(new BufferedReader(new StringReader(text)));
    }
}
