package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.uid;

import org.apache.kafka.common.utils.Bytes;
import org.apache.kafka.streams.state.KeyValueStore;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.publisher.PublisherCounters;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

class PublishersTopologyTest {
    private final MediaDriver media;

    PublishersTopologyTest(@TempDir Path stateDirectory) {
        media = new MediaDriver(stateDirectory);
    }

    @AfterEach
    void close() {
        media.close();
    }

    /** An upload of {@code pubkey}, a second after the one before. */
    private void upload(int number, Pubkey pubkey) {
        media.after(Duration.ofSeconds(1))
                .ask(reserve(number, pubkey))
                .ask(confirm(number, 1, number));
    }

    private void delete(int number) {
        media.ask(number, new DeleteVideo(id(100 + number), ALICE))
                .tell(number, new ConfirmDeletion());
    }

    private List<Registered> rows(Pubkey pubkey) {
        KeyValueStore<Bytes, Registered> store = media.store(TopologyNames.PUBLISHER_VIDEO_STORE);
        var rows = new ArrayList<Registered>();
        try (var range =
                store.range(StoreKeys.beforeVideosOf(pubkey), StoreKeys.afterVideosOf(pubkey))) {
            range.forEachRemaining(row -> rows.add(row.value));
        }
        return rows;
    }

    private List<Uid> listing(Pubkey pubkey) {
        return rows(pubkey).stream().map(video -> video.registration().uid()).toList();
    }

    private PublisherCounters counters(Pubkey pubkey) {
        return media.<String, PublisherCounters>store(TopologyNames.PUBLISHER_COUNTER_STORE)
                .get(pubkey.hex());
    }

    @Test
    void aListingIsOnePublishersAndTheNewestComesFirst() {
        upload(5, ALICE);
        upload(3, BOB);
        upload(1, ALICE);
        upload(9, ALICE);

        assertThat(listing(ALICE)).containsExactly(uid(9), uid(1), uid(5));
        assertThat(listing(BOB)).containsExactly(uid(3));
    }

    @Test
    void theRowOfAListingIsTheRowOfTheVideo() {
        upload(1, ALICE);
        media.tell(1, new RecordNotice(ready(39))).tell(1, new RecordNotice(ready(100)));

        assertThat(rows(ALICE))
                .containsExactly(
                        media.<String, Registered>store(TopologyNames.VIDEO_STORE)
                                .get(uid(1).value()));
    }

    @Test
    void countersFollowTheVideos() {
        upload(1, ALICE);
        upload(2, ALICE);
        upload(3, ALICE);
        upload(4, BOB);
        media.tell(1, new RecordNotice(ready(39)))
                .tell(1, new RecordNotice(ready(100)))
                .tell(2, new RecordNotice(ready(100)))
                .tell(3, new RecordNotice(error()));

        assertThat(counters(ALICE)).isEqualTo(new PublisherCounters(3, 2, 1, 0, 25));
        assertThat(counters(BOB)).isEqualTo(new PublisherCounters(1, 0, 0, 0, 0));

        delete(1);
        assertThat(counters(ALICE)).isEqualTo(new PublisherCounters(3, 2, 1, 1, 12.5));
    }

    @Test
    void aDeletedVideoLeavesTheListingAndStaysAway() {
        upload(1, ALICE);
        upload(2, ALICE);
        media.tell(1, new RecordNotice(ready(39)));
        delete(1);
        media.tell(1, new RecordNotice(ready(100)));

        assertThat(listing(ALICE)).containsExactly(uid(2));
        assertThat(counters(ALICE)).isEqualTo(new PublisherCounters(2, 1, 0, 1, 0));
    }
}
