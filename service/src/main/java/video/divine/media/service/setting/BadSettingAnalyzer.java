package video.divine.media.service.setting;

import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;

/**
 * One clear sentence in the place of forty lines of nested bean failures. Asked before Boot's own
 * analyzers, which would name the class that could not be bound.
 */
@Order(Ordered.HIGHEST_PRECEDENCE)
final class BadSettingAnalyzer extends AbstractFailureAnalyzer<BadSettingException> {
    @Override
    protected FailureAnalysis analyze(Throwable rootFailure, BadSettingException cause) {
        return new FailureAnalysis(
                cause.getMessage(),
                "Settings are properties under media.* or environment variables: media.a.b-c is"
                        + " MEDIA_A_B_C.",
                cause);
    }
}
