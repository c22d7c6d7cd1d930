package video.divine.media.gateway.remote;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

import video.divine.media.avro.read.ReplicaRole;
import video.divine.media.avro.read.StoreGroup;
import video.divine.media.gateway.remote.PartitionMap.Copy;

import java.net.URI;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;

class PartitionMapTest {
    private static final URI A = URI.create("http://a:1");
    private static final URI B = URI.create("http://b:1");

    final PartitionMap one =
            PartitionMap.EMPTY.with(A, StoresOf.all("a", ReplicaRole.ACTIVE, 0L).get(), Set.of());
    final PartitionMap two =
            one.with(B, StoresOf.all("b", ReplicaRole.STANDBY, 5L).get(), Set.of());

    @Test
    void everybodysCopiesAreThere() {
        assertThat(two.copies(StoreGroup.VIDEOS, 1))
                .containsExactlyInAnyOrder(
                        new Copy(A, ReplicaRole.ACTIVE, Optional.of(0L)),
                        new Copy(B, ReplicaRole.STANDBY, Optional.of(5L)));
        assertThat(two.copies(StoreGroup.VIDEOS, 2)).isEmpty();
        assertThat(two.partitions(StoreGroup.VIDEOS)).isEqualTo(OptionalInt.of(2));
        assertThat(PartitionMap.EMPTY.partitions(StoreGroup.VIDEOS)).isEmpty();
    }

    @Test
    void theLastWordCounts() {
        var later = two.with(A, new StoresOf("a").assignment(2).get(), Set.of());

        assertThat(later.copies(StoreGroup.VIDEOS, 1)).extracting(Copy::host).containsExactly(B);
    }

    private PartitionMap again(Set<URI> gone) {
        return one.with(B, StoresOf.all("a", ReplicaRole.STANDBY, 1L).assignment(2).get(), gone);
    }

    @Test
    void aProcessorIsAskedWhereItAnswers() {
        var moved = again(Set.of(A));

        assertThat(moved.hosts().keySet()).containsExactly(B);
        assertThat(moved.hosts().values()).extracting(it -> it.getAssignment()).containsExactly(2L);
    }

    /** One configured by address, and learned by name. */
    @Test
    void aProcessorWithTwoAddressesIsOne() {
        var again = again(Set.of());

        assertThat(again.hosts().keySet()).containsExactly(A);
        assertThat(again.copies(StoreGroup.CLAIMS, 0))
                .containsExactly(new Copy(A, ReplicaRole.STANDBY, Optional.of(1L)));
    }

    @Test
    void itIsCompleteWhereEachPartitionHasSomebodyNear() {
        assertThat(PartitionMap.EMPTY.isComplete(Set.of(), 5)).isFalse();
        assertThat(one.isComplete(Set.of(), 5)).isTrue();
        assertThat(one.isComplete(Set.of(A), 5)).isFalse();
        assertThat(two.isComplete(Set.of(A), 5)).isTrue();
        assertThat(two.isComplete(Set.of(A), 4)).isFalse();
        assertThat(one.with(A, new StoresOf("a").get(), Set.of()).isComplete(Set.of(), 5))
                .isFalse();
    }

    @Test
    void oneMissingPartitionIsEnough() {
        var stores =
                new StoresOf("a")
                        .with(StoreGroup.CLAIMS, 0, ReplicaRole.ACTIVE, 0L)
                        .with(StoreGroup.GOVERNOR, 0, ReplicaRole.ACTIVE, 0L)
                        .with(StoreGroup.PUBLISHERS, 0, ReplicaRole.ACTIVE, 0L)
                        .with(StoreGroup.PUBLISHERS, 1, ReplicaRole.ACTIVE, 0L)
                        .with(StoreGroup.VIDEOS, 1, ReplicaRole.ACTIVE, 0L);

        assertThat(PartitionMap.EMPTY.with(A, stores.get(), Set.of()).isComplete(Set.of(), 5))
                .isFalse();
        stores.with(StoreGroup.VIDEOS, 0, ReplicaRole.RESTORING, null);
        assertThat(PartitionMap.EMPTY.with(A, stores.get(), Set.of()).isComplete(Set.of(), 5))
                .isFalse();
        stores.with(StoreGroup.VIDEOS, 0, ReplicaRole.ACTIVE, 0L);
        assertThat(PartitionMap.EMPTY.with(A, stores.get(), Set.of()).isComplete(Set.of(), 5))
                .isTrue();
    }

    @Test
    void addressesAreThoseThatCanBeAsked() {
        var heard =
                one.with(
                        A,
                        new StoresOf("a")
                                .peer("b:1")
                                .peer("[::1]:8081")
                                .peer("no port")
                                .peer("unavailable:-1")
                                .get(),
                        Set.of());

        assertThat(heard.addresses()).containsExactlyInAnyOrder(B, URI.create("http://[::1]:8081"));
    }
}
