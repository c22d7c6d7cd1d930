package video.divine.media.gateway.command;

/**
 * Where outcomes for this gateway go.
 *
 * @param partition of the outcomes topic that this gateway reads
 * @param nonce of this run: outcomes for an earlier run on the same partition are ignored
 */
public record ReplyAddress(int partition, String nonce) {}
