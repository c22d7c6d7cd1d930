package video.divine.media.standalone;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.testcontainers.DockerClientFactory;

/** Skips a test class where no container engine answers, and says so: Maven only counts it. */
final class NeedsContainerEngine implements ExecutionCondition {
    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isPresent()
                || DockerClientFactory.instance().isDockerAvailable()) {
            return enabled("a container engine answers");
        }
        var line =
                "No container engine answers (see: docker info): "
                        + context.getDisplayName()
                        + " is skipped";
        System.out.println(line);
        return disabled(line);
    }
}
