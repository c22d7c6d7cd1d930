package video.divine.media.service.setting;

import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.diagnostics.FailureAnalysisReporter;

import java.util.Objects;

/** Says why the service does not start as it says everything: in one line of the log. */
final class StartFailureReporter implements FailureAnalysisReporter {
    private static final Logger LOG = LoggerFactory.getLogger(StartFailureReporter.class);

    @Override
    public void report(FailureAnalysis analysis) {
        LOG.error(
                "divine-media does not start: {} {}",
                sentence(analysis.getDescription()),
                sentence(Objects.requireNonNullElse(analysis.getAction(), "")));
    }

    private static String sentence(String text) {
        var stripped = text.strip();
        return stripped.isEmpty() || stripped.endsWith(".") ? stripped : stripped + ".";
    }
}
