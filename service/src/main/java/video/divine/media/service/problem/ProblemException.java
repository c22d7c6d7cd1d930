package video.divine.media.service.problem;

/** Carries a problem out of a reactive chain. No bug, and so without a stack trace. */
public final class ProblemException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    private final transient Problem problem;

    public ProblemException(Problem problem) {
        super(
                problem.error() + problem.reason().map(reason -> " " + reason).orElse(""),
                null,
                false,
                false);
        this.problem = problem;
    }

    public Problem problem() {
        return problem;
    }
}
