package video.divine.media.processor.runtime;

import java.util.List;
import java.util.stream.Collectors;

/**
 * Topics are there, but are not what was asked for, in a way that this service cannot live with;
 * the message has one sentence for each.
 */
public final class TopicMismatchException extends RuntimeException {
    private static final long serialVersionUID = 1L;

    TopicMismatchException(List<TopicMismatch> mismatches) {
        super(mismatches.stream().map(TopicMismatch::sentence).collect(Collectors.joining(" ")));
    }
}
