package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.netty.channel.unix.Errors;

import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.net.SocketException;
import java.nio.channels.AsynchronousCloseException;
import java.nio.channels.ClosedByInterruptException;
import java.nio.channels.ClosedChannelException;
import java.nio.file.FileSystemException;
import java.util.List;

class FailedRequestsTest {
    @Test
    void aClientThatIsGoneIsKnownByTheFailuresOfItsConnection() {
        assertThat(
                        List.of(
                                new ClosedChannelException(),
                                new SocketException("Socket closed"),
                                new SocketException("Verbindung zurückgesetzt"),
                                new IOException("Connection reset by peer"),
                                new IOException("Broken pipe"),
                                new Errors.NativeIoException("recvAddress", -104)))
                .allMatch(FailedRequests::isDisconnect);
    }

    @Test
    void whatFailsOnOurSideIsNone() {
        assertThat(
                        List.of(
                                new IOException(),
                                new IOException("No space left on device"),
                                new FileSystemException("a", "b", "Input/output error"),
                                new AsynchronousCloseException(),
                                new ClosedByInterruptException()))
                .noneMatch(FailedRequests::isDisconnect);
    }
}
