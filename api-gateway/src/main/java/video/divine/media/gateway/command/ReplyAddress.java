package video.divine.media.gateway.command;

/**
 * Where outcomes for this gateway go.
 *
 * @param partition of the outcomes topic that this gateway reads
 * @param nonce of this run: outcomes for an earlier run on the same partition are ignored
 */
public record ReplyAddress(int partition, String nonce) {
    public ReplyAddress {
        if (partition < 0) {
            throw new IllegalArgumentException(
                    "Expected a partition of the outcomes from 0 on, but it is " + partition);
        }
    }
}
