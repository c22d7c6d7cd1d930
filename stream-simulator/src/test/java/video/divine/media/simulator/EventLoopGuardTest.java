package video.divine.media.simulator;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import reactor.blockhound.BlockingOperationError;
import reactor.core.publisher.Mono;
import reactor.core.scheduler.Schedulers;

import java.nio.file.Path;
import java.time.Duration;

/** The guard that every other test relies on is seen failing here. */
class EventLoopGuardTest {
    @TempDir Path directory;

    @Test
    void blockingOnAnEventLoopIsNoticed() {
        Simulators.start(directory).close();
        var blocking = Mono.fromRunnable(Client::pause).subscribeOn(Schedulers.parallel()).then();

        assertThatThrownBy(() -> blocking.block(Duration.ofSeconds(5)))
                .hasRootCauseInstanceOf(BlockingOperationError.class);
    }
}
