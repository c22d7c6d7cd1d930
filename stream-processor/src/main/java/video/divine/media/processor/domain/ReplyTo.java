package video.divine.media.processor.domain;

/**
 * Where the caller of a command waits.
 *
 * @param partition of the outcomes topic
 * @param gateway nonce of the gateway instance
 * @param correlationId the one send that waits
 */
public record ReplyTo(int partition, String gateway, String correlationId) {
    public ReplyTo {
        Text.requireAtMost(Text.WORD, gateway, "gateway");
        Text.requireAtMost(Text.WORD, correlationId, "correlation id");
        if (partition < 0) {
            throw new IllegalArgumentException("Expected a partition of at least 0");
        }
    }
}
