package video.divine.media.gateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.gateway.remote.PartitionMap.Copy;
import video.divine.media.gateway.remote.Routing.Ask;

import java.net.URI;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;

class RoutingTest {
    private static final URI A = URI.create("http://a:1");
    private static final URI B = URI.create("http://b:1");
    private static final URI C = URI.create("http://c:1");
    private static final URI D = URI.create("http://d:1");

    private static Copy active(URI host) {
        return new Copy(host, ReplicaRole.ACTIVE, Optional.of(0L));
    }

    private static Copy standby(URI host, long lag) {
        return new Copy(host, ReplicaRole.STANDBY, Optional.of(lag));
    }

    private static Ask asActive(URI host) {
        return new Ask(host, OptionalLong.empty());
    }

    private static Ask asCopy(URI host) {
        return new Ask(host, OptionalLong.of(100));
    }

    private static List<Ask> order(List<Copy> copies, Set<URI> gone) {
        return Routing.order(copies, gone, 100);
    }

    @Test
    void theActiveIsAskedFirstAndThenTheNearest() {
        assertThat(
                        order(
                                List.of(
                                        standby(A, 50),
                                        standby(B, 0),
                                        active(C),
                                        new Copy(D, ReplicaRole.RESTORING, Optional.empty())),
                                Set.of()))
                .containsExactly(asActive(C), asCopy(B), asCopy(A), asCopy(D));
    }

    /** Its lag may be another one by now, and it says so itself. */
    @Test
    void aDistantCopyIsAskedAllTheSame() {
        assertThat(order(List.of(standby(A, 101)), Set.of())).containsExactly(asCopy(A));
    }

    @Test
    void whoDidNotAnswerTheLastTimeIsAskedLast() {
        assertThat(order(List.of(active(A), standby(B, 99), standby(C, 3)), Set.of(A, C)))
                .containsExactly(asCopy(B), asActive(A), asCopy(C));
    }

    @Test
    void aRestoringCopyIsWorthItsLagAndNoMore() {
        assertThat(
                        order(
                                List.of(
                                        standby(A, 9),
                                        new Copy(B, ReplicaRole.RESTORING, Optional.of(8L)),
                                        new Copy(C, ReplicaRole.UNKNOWN, Optional.of(7L))),
                                Set.of()))
                .containsExactly(asCopy(C), asCopy(B), asCopy(A));
    }

    @Test
    void nobodyIsNobody() {
        assertThat(order(List.of(), Set.of(A))).isEmpty();
    }
}
