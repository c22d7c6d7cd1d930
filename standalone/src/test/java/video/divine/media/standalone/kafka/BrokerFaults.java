package video.divine.media.standalone.kafka;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.common.utils.Exit;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/**
 * Turns a broker's wish to end the JVM into a failed test. Kafka stops the thread that asks by an
 * exception, as its own tests do.
 */
public final class BrokerFaults implements BeforeEachCallback, AfterEachCallback {
    private final List<String> faults = new CopyOnWriteArrayList<>();

    @Override
    public void beforeEach(ExtensionContext context) {
        Exit.setHaltProcedure(this::note);
        Exit.setExitProcedure(this::note);
    }

    @Override
    public void afterEach(ExtensionContext context) {
        Exit.resetHaltProcedure();
        Exit.resetExitProcedure();
        assertThat(faults).as("fatal faults of the broker").isEmpty();
    }

    private void note(int status, @org.jspecify.annotations.Nullable String message) {
        var fault = "status " + status + ", " + message;
        faults.add(fault);
        throw new IllegalStateException(fault);
    }
}
