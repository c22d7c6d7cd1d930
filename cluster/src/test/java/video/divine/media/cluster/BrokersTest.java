package video.divine.media.cluster;

import static org.assertj.core.api.Assertions.assertThat;

import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;
import org.apache.kafka.common.TopicPartitionInfo;
import org.junit.jupiter.api.Test;

import java.util.List;

class BrokersTest {
    private static final List<Node> NODES = List.of(node(2), node(1), node(3));

    @Test
    void allAreThereAndInSync() {
        var state = Brokers.State.of(NODES, List.of(topic(NODES), topic(NODES)));

        assertThat(state.isComplete(3)).isTrue();
        assertThat(state.words()).isEqualTo("1,2,3 0");
    }

    @Test
    void aReplicaThatIsBehindIsWaitedFor() {
        var state = Brokers.State.of(NODES, List.of(topic(NODES), topic(NODES.subList(0, 2))));

        assertThat(state.isComplete(3)).isFalse();
        assertThat(state.words()).isEqualTo("1,2,3 1");
    }

    /** Where one is down, its replicas are behind for as long. */
    @Test
    void ofTwoBrokersNothingMoreIsAsked() {
        var two = NODES.subList(0, 2);
        var state = Brokers.State.of(two, List.of(topic(two)));

        assertThat(state.isComplete(2)).isTrue();
        assertThat(state.isComplete(3)).isFalse();
    }

    private static TopicDescription topic(List<Node> inSync) {
        return new TopicDescription(
                "topic",
                false,
                List.of(new TopicPartitionInfo(0, NODES.getFirst(), NODES, inSync)));
    }

    private static Node node(int id) {
        return new Node(id, "127.0.0.1", 19030 + id);
    }
}
