package video.divine.media.processor.topology;

import org.apache.kafka.streams.processor.StreamPartitioner;

import video.divine.media.processor.domain.Outcome;

import java.util.Optional;
import java.util.Set;

/** Sends an outcome to the partition that the waiting gateway reads. */
final class OutcomePartitioner implements StreamPartitioner<String, Outcome> {
    @Override
    public Optional<Set<Integer>> partitions(
            String topic, String key, Outcome outcome, int numPartitions) {
        // A gateway of a larger deployment than this topic knows would otherwise fail the thread.
        return Optional.of(Set.of(outcome.replyTo().partition() % numPartitions));
    }
}
