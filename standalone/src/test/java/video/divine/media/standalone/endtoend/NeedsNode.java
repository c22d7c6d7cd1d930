package video.divine.media.standalone.endtoend;

import static org.junit.jupiter.api.extension.ConditionEvaluationResult.disabled;
import static org.junit.jupiter.api.extension.ConditionEvaluationResult.enabled;

import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtensionContext;

/** Skips a test class where Node.js is missing, and says so: Maven only counts what is skipped. */
final class NeedsNode implements ExecutionCondition {

    @Override
    public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
        if (context.getTestMethod().isPresent()) {
            return enabled("its class is");
        }
        return Node.obstacle()
                .map(it -> it + ": " + context.getDisplayName() + " is skipped")
                .map(
                        line -> {
                            System.out.println(line);
                            return disabled(line);
                        })
                .orElseGet(() -> enabled("node and npm are on the PATH"));
    }
}
