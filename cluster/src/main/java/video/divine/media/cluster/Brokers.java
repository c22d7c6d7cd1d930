package video.divine.media.cluster;

import org.apache.kafka.clients.admin.Admin;
import org.apache.kafka.clients.admin.AdminClientConfig;
import org.apache.kafka.clients.admin.ListTopicsOptions;
import org.apache.kafka.clients.admin.TopicDescription;
import org.apache.kafka.common.Node;

import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.ExecutionException;
import java.util.stream.Collectors;

/**
 * Asks the brokers what only they can tell: which of them serve, and whether every replica is in
 * sync. Until it is, one more broker that stops may take a partition below its minimum of two.
 *
 * <pre>
 * state SERVERS             the ids of the brokers that serve, then how many partitions lack a replica
 * await SERVERS N SECONDS   waits until N brokers serve and, if that is all three, no partition
 * lacks a replica
 * </pre>
 *
 * <p>Exit code 1: there was no answer, or not in time; a sentence says what was missing.
 */
public final class Brokers {
    /** Of one broker; one that is paused takes connections and says nothing. */
    private static final Duration ANSWER = Duration.ofMillis(1500);

    /** Of all of them, one after the other. */
    private static final Duration ANSWERS = Duration.ofSeconds(5);

    private static final Duration PAUSE = Duration.ofMillis(200);

    private static final int REPLICAS = 3;

    private Brokers() {}

    /**
     * What the brokers say of themselves.
     *
     * @param serving ids of the brokers that take requests
     * @param lacking partitions with fewer replicas in sync than they have
     */
    record State(Set<Integer> serving, long lacking) {
        static State of(Collection<Node> nodes, Collection<TopicDescription> topics) {
            var serving =
                    nodes.stream().map(Node::id).collect(Collectors.toCollection(TreeSet::new));
            long lacking =
                    topics.stream()
                            .flatMap(topic -> topic.partitions().stream())
                            .filter(it -> it.isr().size() < it.replicas().size())
                            .count();
            return new State(serving, lacking);
        }

        /** Where one of the three is down, its replicas are behind for as long. */
        boolean isComplete(int brokers) {
            return serving.size() >= brokers && (lacking == 0 || brokers < REPLICAS);
        }

        String words() {
            return serving.stream().map(String::valueOf).collect(Collectors.joining(","))
                    + " "
                    + lacking;
        }
    }

    public static void main(String[] arguments) throws InterruptedException {
        var status =
                switch (arguments[0]) {
                    case "state" -> state(arguments[1]);
                    case "await" ->
                            await(
                                    arguments[1],
                                    Integer.parseInt(arguments[2]),
                                    Duration.ofSeconds(Long.parseLong(arguments[3])));
                    default -> throw new IllegalArgumentException(arguments[0]);
                };
        System.exit(status);
    }

    private static int state(String servers) throws InterruptedException {
        try (var admin = admin(servers)) {
            System.out.println(ask(admin).words());
            return 0;
        } catch (ExecutionException e) {
            System.err.println("No broker of " + servers + " answers: " + e.getCause());
            return 1;
        }
    }

    private static int await(String servers, int brokers, Duration patience)
            throws InterruptedException {
        var deadline = Instant.now().plus(patience);
        var seen = "no broker answers";
        try (var admin = admin(servers)) {
            while (Instant.now().isBefore(deadline)) {
                try {
                    var state = ask(admin);
                    if (state.isComplete(brokers)) {
                        return 0;
                    }
                    seen =
                            "%d of %d brokers serve, and %d partitions lack a replica in sync"
                                    .formatted(state.serving().size(), brokers, state.lacking());
                } catch (ExecutionException e) {
                    seen = "no broker answers: " + e.getCause();
                }
                Thread.sleep(PAUSE);
            }
        }
        System.err.println("After " + patience.toSeconds() + " s " + seen + ".");
        return 1;
    }

    private static State ask(Admin admin) throws InterruptedException, ExecutionException {
        var nodes = admin.describeCluster().nodes().get();
        var names = admin.listTopics(new ListTopicsOptions().listInternal(true)).names().get();
        return State.of(nodes, admin.describeTopics(names).allTopicNames().get().values());
    }

    private static Admin admin(String servers) {
        return Admin.create(
                Map.of(
                        AdminClientConfig.BOOTSTRAP_SERVERS_CONFIG,
                        servers,
                        AdminClientConfig.DEFAULT_API_TIMEOUT_MS_CONFIG,
                        String.valueOf(ANSWERS.toMillis()),
                        AdminClientConfig.REQUEST_TIMEOUT_MS_CONFIG,
                        String.valueOf(ANSWER.toMillis())));
    }
}
