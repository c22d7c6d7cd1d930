package video.divine.media.gateway.command;

import org.apache.kafka.clients.producer.internals.BuiltInPartitioner;

import java.nio.charset.StandardCharsets;
import java.util.function.IntUnaryOperator;

/**
 * Which partition of the outcomes a gateway reads (docs/adr/0020). Several may read the same one,
 * as each hears only of what itself has sent.
 */
public final class OutcomeShare {
    private final IntUnaryOperator partitionOf;

    private OutcomeShare(IntUnaryOperator partitionOf) {
        this.partitionOf = partitionOf;
    }

    /**
     * The one that the name falls on, so that many gateways spread evenly without being counted.
     */
    public static OutcomeShare byName(String name) {
        var bytes = name.getBytes(StandardCharsets.UTF_8);
        return new OutcomeShare(count -> BuiltInPartitioner.partitionForKey(bytes, count));
    }

    /**
     * One that somebody has chosen.
     *
     * @throws IllegalArgumentException where there can be no such partition
     */
    public static OutcomeShare fixed(int partition) {
        if (partition < 0) {
            throw new IllegalArgumentException(
                    "Expected a partition of the outcomes from 0 on, but it is " + partition);
        }
        return new OutcomeShare(_ -> partition);
    }

    /**
     * Where outcomes for the gateway go.
     *
     * @param partitions of the outcomes' topic
     * @param nonce of this run of the gateway, as in {@link ReplyAddress}
     */
    public ReplyAddress address(int partitions, String nonce) {
        return new ReplyAddress(partitionOf.applyAsInt(partitions), nonce);
    }
}
