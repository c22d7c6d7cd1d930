package video.divine.media.standalone;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

import video.divine.media.gateway.saga.SagaStep;
import video.divine.media.gateway.saga.SagaSteps;

/** Ends the process at one step as {@code kill -9} would: no hook runs, nothing is flushed. */
final class HaltAtStep implements SagaSteps {
    private static final Logger LOG = LoggerFactory.getLogger(HaltAtStep.class);

    /** 128 + SIGKILL. */
    private static final int KILLED = 137;

    private final SagaStep fatal;

    HaltAtStep(SagaStep fatal) {
        this.fatal = fatal;
        LOG.warn("media.test.halt-at: this process will end at {}", fatal);
    }

    @Override
    public void passed(SagaStep step) {
        if (step == fatal) {
            Runtime.getRuntime().halt(KILLED);
        }
    }
}
