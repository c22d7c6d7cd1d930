package video.divine.media.standalone;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.avro.WatchRow;
import video.divine.media.processor.domain.CommandId;
import video.divine.media.processor.domain.Uid;
import video.divine.media.processor.domain.video.VideoCommand;
import video.divine.media.processor.query.LocalStores;
import video.divine.media.processor.query.StoreReads;
import video.divine.media.processor.query.StoreUnavailableException;
import video.divine.media.processor.runtime.MediaStreams;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.Objects;
import java.util.stream.IntStream;

/** Watches and parked notices on a broker: they are read, and outlive the processor. */
@Timeout(120)
class ReconcilerOnKafkaTest {
    private static final Uid VIDEO = new Uid("a".repeat(32));
    private static final VideoCommand RECHECK =
            new VideoCommand.RecheckVideo(new CommandId("1".repeat(64)));

    @TempDir Path directory;

    @Test
    void operatorsSeeWatchesAndParkedNoticesAlsoAfterARestart() throws Exception {
        try (var kafka = new ProcessorsOnKafka(directory)) {
            WatchRow before;
            try (var streams = kafka.start("first");
                    var log = kafka.log()) {
                log.tell(VIDEO, VideoLog.register(VIDEO));
                log.tell(VIDEO, RECHECK);
                for (var it = 0; it < 20; it++) {
                    log.tell(new Uid("parked" + it), VideoLog.queued());
                }
                ProcessorsOnKafka.awaitReady(streams);
                var stores = streams.stores();
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> stores.parkedNotices(100).size() == 20);
                before = awaitAsked(stores, VIDEO);
                assertThat(stores.parkedNotices(3)).hasSize(3);
                assertThat(stores.parkedNotices(100))
                        .extracting(StoreReads.WaitingNotice::uid)
                        .contains(new Uid("parked0"), new Uid("parked19"))
                        .doesNotContain(VIDEO);
                assertThat(stores.stuckVideos(100)).isEmpty();
                assertThat(stores.watch(new Uid("unknown"))).isEmpty();
            }
            // Another state directory: everything is restored from the changelogs.
            try (var streams = kafka.start("second")) {
                ProcessorsOnKafka.awaitReady(streams);
                var stores = streams.stores();
                assertThat(stores.parkedNotices(100)).hasSize(20);
                goesOn(before, stores.watch(VIDEO).orElseThrow());
            }
        }
    }

    @Test
    void watchesMoveWithTheirPartitionsToAnotherInstance() throws Exception {
        try (var kafka = new ProcessorsOnKafka(directory)) {
            var videos = IntStream.range(0, 8).mapToObj(it -> new Uid("video" + it)).toList();
            var before = new HashMap<Uid, WatchRow>();
            MediaStreams other;
            try (var one = kafka.start("one");
                    var log = kafka.log()) {
                ProcessorsOnKafka.awaitReady(one);
                for (var uid : videos) {
                    log.tell(uid, VideoLog.register(uid));
                    log.tell(uid, RECHECK);
                }
                videos.forEach(uid -> before.put(uid, awaitAsked(one.stores(), uid)));
                other = kafka.start("other");
                ProcessorsOnKafka.awaitReady(other);
            }
            try (other) {
                for (var uid : videos) {
                    goesOn(
                            Objects.requireNonNull(before.get(uid)),
                            awaitAsked(other.stores(), uid));
                }
            }
        }
    }

    /** The watch once its video was asked about: the next question is half a minute away. */
    private static WatchRow awaitAsked(LocalStores stores, Uid uid) {
        return await().atMost(ProcessorsOnKafka.PATIENCE)
                .ignoreException(StoreUnavailableException.class)
                .until(
                        () -> stores.watch(uid),
                        watch -> watch.isPresent() && watch.get().getAttempts() > 0)
                .orElseThrow();
    }

    /** The same watch; or what became of it where its next question was due meanwhile. */
    private static void goesOn(WatchRow before, WatchRow after) {
        if (Instant.now().isBefore(before.getNextAt())) {
            assertThat(after).isEqualTo(before);
        } else {
            assertThat(after.getSince()).isEqualTo(before.getSince());
            assertThat(after.getAttempts()).isGreaterThanOrEqualTo(before.getAttempts());
            assertThat(after.getNextAt()).isAfterOrEqualTo(before.getNextAt());
        }
    }
}
