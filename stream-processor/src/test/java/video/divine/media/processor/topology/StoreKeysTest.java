package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.uid;

import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.constraints.LongRange;

import org.junit.jupiter.api.Test;

import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.claims.Deadline;

import java.time.Instant;

class StoreKeysTest {
    @Property(tries = 200)
    void deadlinesSortByTimeAndComeBackAsTheyWere(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long at,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long now) {
        var deadline = new Deadline(Instant.ofEpochMilli(at), id(7));
        var key = StoreKeys.deadline(deadline);

        assertThat(StoreKeys.deadline(key)).isEqualTo(deadline);
        assertThat(key.compareTo(StoreKeys.afterDeadlinesAt(Instant.ofEpochMilli(now))) < 0)
                .isEqualTo(at <= now);
    }

    @Test
    void aDeadlineIsDueAtItsMillisecondAndNotBefore() {
        var key = StoreKeys.deadline(new Deadline(NOON, id(1)));

        assertThat(key).isLessThan(StoreKeys.afterDeadlinesAt(NOON));
        assertThat(key).isGreaterThan(StoreKeys.afterDeadlinesAt(NOON.minusMillis(1)));
    }

    @Property(tries = 200)
    void watchesSortByTimeAndComeBackAsTheyWere(
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long at,
            @ForAll @LongRange(min = 0, max = 4_000_000_000_000L) long now) {
        var due = new StoredWatches.Due(Instant.ofEpochMilli(at), uid(7));
        var key = StoreKeys.due(due);

        assertThat(StoreKeys.due(key)).isEqualTo(due);
        assertThat(key.compareTo(StoreKeys.afterDueAt(Instant.ofEpochMilli(now))) < 0)
                .isEqualTo(at <= now);
        assertThat(key).isLessThan(StoreKeys.ENROLMENT);
    }

    @Test
    void theHistoryOfOneVideoIsARangeThatNoOtherVideoIsIn() {
        var cat = new Uid("cat");
        var cats = new Uid("cats");
        var ca = new Uid("ca");

        assertThat(StoreKeys.history(cat, 1)).isLessThan(StoreKeys.history(cat, 2));
        assertThat(StoreKeys.history(cat, 255)).isLessThan(StoreKeys.history(cat, 256));
        assertThat(StoreKeys.history(cat, Long.MAX_VALUE)).isLessThan(StoreKeys.afterHistory(cat));
        assertThat(StoreKeys.history(cats, 1)).isGreaterThan(StoreKeys.afterHistory(cat));
        assertThat(StoreKeys.history(ca, 1)).isLessThan(StoreKeys.history(cat, 0));
    }

    @Test
    void theVideosOfOnePublisherAreARangeWithTheNewestFirst() {
        var old = StoreKeys.publisherVideo(ALICE, NOON, uid(1));
        var young = StoreKeys.publisherVideo(ALICE, NOON.plusMillis(1), uid(2));

        assertThat(young).isLessThan(old);
        assertThat(young).isGreaterThan(StoreKeys.beforeVideosOf(ALICE));
        assertThat(StoreKeys.publisherVideo(ALICE, Instant.EPOCH, uid(3)))
                .isLessThan(StoreKeys.afterVideosOf(ALICE));
        assertThat(StoreKeys.publisherVideo(BOB, NOON, uid(4)))
                .isGreaterThan(StoreKeys.afterVideosOf(ALICE));
        assertThat(StoreKeys.after(young)).isGreaterThan(young).isLessThan(old);
    }
}
