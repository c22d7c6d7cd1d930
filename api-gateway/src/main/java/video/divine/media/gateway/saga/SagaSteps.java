package video.divine.media.gateway.saga;

/** Is told of every step when it has been passed; for tests that end the process right there. */
@FunctionalInterface
public interface SagaSteps {
    /** Nobody wants to know. */
    SagaSteps UNWATCHED = _ -> {};

    /** May not return. */
    void passed(SagaStep step);
}
