package video.divine.media.standalone;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

/** Says why the service does not start as it says everything: in one line of the log. */
final class StartFailureReporter implements FailureAnalysisReporter {
    private static final Logger LOG = LoggerFactory.getLogger(StartFailureReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        var action = analysis.getAction();
        LOG.error(
                "divine-media does not start: {}{}",
                analysis.getDescription(),
                action == null || action.isBlank() ? "" : " " + action);
    }
}
