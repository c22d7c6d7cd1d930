package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.GATEWAY;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.lasting;
import static video.divine.media.processor.Sample.processing;
import static video.divine.media.processor.Sample.queued;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.register;
import static video.divine.media.processor.Sample.registration;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.ticket;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.vine;

import org.apache.kafka.streams.test.TestRecord;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.avro.Video;
import video.divine.media.avro.VideoStatus;
import video.divine.media.processor.domain.Alias;
import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.Text;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.SettleUpload;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.Notice;
import video.divine.media.processor.domain.video.Parked;
import video.divine.media.processor.domain.video.Phase;
import video.divine.media.processor.domain.video.Registration;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.ExpireUpload;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoCommand.Reply;
import video.divine.media.processor.domain.video.VideoDecider;
import video.divine.media.processor.domain.video.VideoEvent.DeletionStarted;
import video.divine.media.processor.domain.video.VideoEvent.NoticeDisregarded;
import video.divine.media.processor.domain.video.VideoEvent.VideoBecameReady;
import video.divine.media.processor.domain.video.VideoEvent.VideoDeleted;
import video.divine.media.processor.domain.video.VideoEvent.VideoRegistered;
import video.divine.media.processor.domain.video.VideoState;
import video.divine.media.processor.domain.video.VideoState.Registered;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.LongStream;
import java.util.stream.Stream;

class VideosTopologyTest {
    private final MediaDriver media;

    VideosTopologyTest(@TempDir Path stateDirectory) {
        media = new MediaDriver(stateDirectory);
    }

    @AfterEach
    void close() {
        media.close();
    }

    private Registered row(int uid) {
        return media.<String, Registered>store(TopologyNames.VIDEO_STORE).get(uid(uid).value());
    }

    private static VideoState fold(List<LogEntry> entries) {
        var decider = new VideoDecider();
        var state = decider.initial();
        for (var entry : entries) {
            state = decider.evolve(state, entry.event(), entry.at());
        }
        return state;
    }

    @Test
    void aRegistrationIsRowEventPublicVideoAndAnswer() {
        media.ask(7, register(7, sha256(1)));

        assertThat(row(7).phase()).isEqualTo(Phase.AWAITING_UPLOAD);
        assertThat(media.videoEvents.readKeyValue())
                .satisfies(
                        event -> {
                            assertThat(event.key).isEqualTo(uid(7).value());
                            assertThat(event.value)
                                    .isEqualTo(
                                            new LogEntry(
                                                    uid(7),
                                                    1,
                                                    NOON,
                                                    ALICE,
                                                    NOON,
                                                    new VideoRegistered(
                                                            registration(7),
                                                            Aliases.of(sha256(1)))));
                        });
        assertThat(media.videos.readKeyValue())
                .satisfies(
                        video -> {
                            assertThat(video.key).isEqualTo(uid(7).value());
                            assertThat(video.value.getStatus())
                                    .isEqualTo(VideoStatus.PENDING_UPLOAD);
                            assertThat(video.value.getSha256()).isEqualTo(sha256(1).value());
                        });
        assertThat(media.outcomes.readValuesToList())
                .containsExactly(
                        new Outcome(
                                GATEWAY,
                                id(7),
                                false,
                                new Outcome.Registered(
                                        uid(7),
                                        ALICE,
                                        ticket(7).uploadUrl(),
                                        ticket(7).expiresAt(),
                                        used(1))));
    }

    /** A broker refuses records that lie an hour ahead of its clock, and the thread would end. */
    @Test
    void whereTheClockWasSetBackNothingIsWrittenInTheFuture() {
        media.ask(7, register(7, sha256(1)));
        media.outcomes.readRecordsToList();
        media.videoEvents.readRecordsToList();
        media.videos.readRecordsToList();

        media.after(Duration.ofHours(-2)).tell(7, new RecordNotice(ready(100.0)));
        media.ask(7, new DeleteVideo(id(8), ALICE));

        var written = new ArrayList<TestRecord<String, ?>>();
        written.addAll(media.videoEvents.readRecordsToList());
        written.addAll(media.videos.readRecordsToList());
        written.addAll(media.ready.readRecordsToList());
        written.addAll(media.outcomes.readRecordsToList());
        assertThat(written)
                .hasSizeGreaterThanOrEqualTo(6)
                .allSatisfy(it -> assertThat(it.getRecordTime()).isEqualTo(media.now()));
        assertThat(row(7).updatedAt()).isEqualTo(NOON);
    }

    /** What could be read as a command and not be written as a row would stop every thread. */
    @Test
    void theLargestCommandsFitIntoRowsAndTopics() {
        var url = "€".repeat(Text.URL);
        var small = registration(7);
        var registration =
                new Registration(
                        small.uid(),
                        small.commandId(),
                        small.owner(),
                        small.createdAt(),
                        small.expiresAt(),
                        Map.of("title", "€".repeat(Text.META - "title".length())));
        var aliases =
                Aliases.of(
                        Stream.of(AliasKind.values())
                                .map(kind -> new Alias(kind, longestKey(kind), url))
                                .toList());

        media.tell(7, new RecordNotice(longest("ready", true)))
                .ask(7, new RegisterVideo(registration, aliases, new Reply(url, used(1), false)))
                .tell(7, new RecordNotice(longest("error", false)));

        assertThat(row(7).phase()).isEqualTo(Phase.READY);
        assertThat(row(7).disregarded()).isNotNull();
        assertThat(media.ready.readValuesToList()).hasSize(1);
    }

    private static String longestKey(AliasKind kind) {
        return kind.prefix() + "€".repeat(Text.WORD - kind.prefix().length());
    }

    private static Notice longest(String state, boolean ready) {
        var url = "€".repeat(Text.URL);
        return new Notice(
                state,
                ready,
                100.0,
                "€".repeat(Text.WORD),
                "€".repeat(Text.SENTENCE),
                null,
                Notice.Measures.NONE,
                new Notice.Playback(url, url, url));
    }

    @Test
    void readinessIsToldExactlyOnceHoweverOftenStreamSaysIt() {
        media.ask(7, register(7, sha256(1)));
        media.tell(7, new RecordNotice(processing(40)))
                .after(Duration.ofSeconds(30))
                .tell(7, new RecordNotice(ready(39)))
                .tell(7, new RecordNotice(ready(39)))
                .tell(7, new RecordNotice(processing(80)))
                .tell(7, new RecordNotice(ready(100)))
                .tell(7, new RecordNotice(ready(100)))
                .tell(7, new RecordNotice(error()));

        assertThat(media.ready.readKeyValuesToList())
                .singleElement()
                .satisfies(
                        told -> {
                            assertThat(told.key).isEqualTo(uid(7).value());
                            var video = told.value;
                            assertThat(video.getUid()).isEqualTo(uid(7).value());
                            assertThat(video.getOwner()).isEqualTo(ALICE.hex());
                            assertThat(video.getSha256()).isEqualTo(sha256(1).value());
                            assertThat(video.getHls()).isEqualTo(ready(39).playback().hls());
                            assertThat(video.getDash()).isEqualTo(ready(39).playback().dash());
                            assertThat(video.getThumbnail())
                                    .isEqualTo(ready(39).playback().thumbnail());
                            assertThat(video.getDuration()).isEqualTo(12.5);
                            assertThat(video.getSize()).isEqualTo(4_096L);
                            assertThat(video.getWidth()).isEqualTo(1080);
                            assertThat(video.getHeight()).isEqualTo(1920);
                            assertThat(video.getCreatedAt()).isEqualTo(NOON);
                            assertThat(video.getReadyAt()).isEqualTo(NOON.plusSeconds(30));
                        });
        assertThat(media.failed.isEmpty()).isTrue();
        assertThat(media.claimLog.readValuesToList())
                .containsExactly(ClaimEnvelope.of(new SettleUpload(uid(7), 12.5)));
        assertThat(row(7).phase()).isEqualTo(Phase.READY);
        assertThat(row(7).disregarded()).isEqualTo(error());
    }

    @Test
    void aFailureIsToldExactlyOnceAndFreesTheAliases() {
        media.ask(7, register(7, sha256(1)))
                .tell(7, new RecordNotice(error()))
                .tell(7, new RecordNotice(error()))
                .tell(7, new RecordNotice(ready(100)));

        assertThat(media.failed.readValuesToList())
                .singleElement()
                .satisfies(
                        failure -> {
                            assertThat(failure.getUid()).isEqualTo(uid(7).value());
                            assertThat(failure.getError().getCode()).isEqualTo("ERR_NON_VIDEO");
                            assertThat(failure.getSha256()).isEqualTo(sha256(1).value());
                            assertThat(failure.getFailedAt()).isEqualTo(NOON);
                        });
        assertThat(media.ready.isEmpty()).isTrue();
        assertThat(media.claimLog.readValuesToList())
                .containsExactly(
                        ClaimEnvelope.of(new ReleaseVideo(uid(7), Closure.FAILED)),
                        ClaimEnvelope.of(new SettleUpload(uid(7), 0)));
    }

    @Test
    void anExpiredUploadFreesTheAliases() {
        media.ask(7, register(7)).tell(7, new ExpireUpload()).tell(7, new ExpireUpload());

        assertThat(media.claimLog.readValuesToList())
                .containsExactly(
                        ClaimEnvelope.of(new ReleaseVideo(uid(7), Closure.EXPIRED)),
                        ClaimEnvelope.of(new SettleUpload(uid(7), 0)));
    }

    @Test
    void aVideoIsDeletedOnceAndLeavesOneTombstoneWhateverStreamSaysOfItLater() {
        media.ask(7, register(7)).tell(7, new RecordNotice(processing(10)));
        media.ask(7, new DeleteVideo(id(8), ALICE)).tell(7, new RecordNotice(processing(20)));
        for (var time = 0; time < 3; time++) {
            media.ask(7, new DeleteVideo(id(9), ALICE)).tell(7, new ConfirmDeletion());
            for (var notice :
                    List.of(queued(), processing(30), error(), ready(39), error(), ready(100))) {
                media.after(Duration.ofSeconds(1)).tell(7, new RecordNotice(notice));
            }
        }

        assertThat(row(7).phase()).isEqualTo(Phase.DELETED);
        var versions = media.videos.readKeyValuesToList();
        assertThat(versions).extracting(it -> it.key).containsOnly(uid(7).value());
        assertThat(versions).filteredOn(it -> it.value == null).hasSize(1);
        assertThat(versions.getLast().value).isNull();
        var events = media.videoEvents.readValuesToList().stream().map(LogEntry::event).toList();
        assertThat(events).filteredOn(VideoDeleted.class::isInstance).hasSize(1);
        assertThat(events).filteredOn(NoticeDisregarded.class::isInstance).hasSize(3);
        assertThat(fold(media.history(uid(7)))).isEqualTo(row(7));
    }

    @Test
    void theTopicHasTheVersionThatIsServed() {
        media.ask(7, register(7)).tell(7, new RecordNotice(ready(100)));
        media.videos.readValuesToList();

        media.tell(7, new RecordNotice(error()));

        assertThat(row(7).disregarded()).isEqualTo(error());
        assertThat(media.videos.readValuesToList())
                .extracting(Video::getVersion)
                .containsExactly(row(7).sequence());
        assertThat(media.history(uid(7))).hasSize((int) row(7).sequence());
    }

    @Test
    void aDeletionFreesTheAliasesAtOnceAndLeavesATombstoneInTheEnd() {
        media.ask(7, register(7)).tell(7, new RecordNotice(ready(100)));
        media.videos.readValuesToList();
        media.claimLog.readValuesToList();
        media.answers();

        media.ask(7, new DeleteVideo(id(8), BOB)).ask(7, new DeleteVideo(id(9), ALICE));

        assertThat(media.answers())
                .containsExactly(
                        new Outcome.Refused(new Rejection.NotOwner()),
                        new Outcome.DeletionAccepted(uid(7)));
        assertThat(media.claimLog.readValuesToList())
                .containsExactly(ClaimEnvelope.of(new ReleaseVideo(uid(7), Closure.DELETED)));
        assertThat(media.videos.readValue().getStatus()).isEqualTo(VideoStatus.DELETING);

        media.tell(7, new ConfirmDeletion());

        assertThat(media.videos.readRecord())
                .satisfies(
                        record -> {
                            assertThat(record.key()).isEqualTo(uid(7).value());
                            assertThat(record.value()).isNull();
                        });
        assertThat(row(7).phase()).isEqualTo(Phase.DELETED);
        assertThat(media.claimLog.readValuesToList())
                .containsExactly(ClaimEnvelope.of(new SettleUpload(uid(7), 0)));
    }

    @Test
    void aDeletionIsToldExactlyOnceHoweverOftenItIsAskedForAndConfirmed() {
        media.ask(7, register(7)).tell(7, new RecordNotice(ready(100)));
        media.videoEvents.readValuesToList();
        media.videos.readValuesToList();
        media.claimLog.readValuesToList();

        media.tell(7, new ConfirmDeletion())
                .ask(7, new DeleteVideo(id(8), ALICE))
                .ask(7, new DeleteVideo(id(8), ALICE))
                .tell(7, new RecordNotice(processing(40)))
                .tell(7, new ConfirmDeletion())
                .ask(7, new DeleteVideo(id(9), ALICE))
                .tell(7, new ConfirmDeletion())
                .after(Duration.ofDays(30))
                .tell(7, new ConfirmDeletion())
                .ask(7, new DeleteVideo(id(10), ALICE));

        assertThat(media.videoEvents.readValuesToList())
                .extracting(LogEntry::event)
                .containsExactly(
                        new DeletionStarted(),
                        new NoticeDisregarded(processing(40)),
                        new VideoDeleted());
        assertThat(media.videos.readRecordsToList())
                .filteredOn(record -> record.value() == null)
                .hasSize(1);
        assertThat(media.claimLog.readValuesToList())
                .containsExactly(
                        ClaimEnvelope.of(new ReleaseVideo(uid(7), Closure.DELETED)),
                        ClaimEnvelope.of(new SettleUpload(uid(7), 0)));
    }

    @Test
    void whatAVideoTakesIsToldOnceItsLengthIsKnownAndWheneverItChanges() {
        var unknown =
                new Notice(
                        "ready",
                        true,
                        39.0,
                        null,
                        null,
                        null,
                        Notice.Measures.NONE,
                        Notice.Playback.NONE);
        media.ask(7, register(7)).tell(7, new RecordNotice(unknown));
        assertThat(media.claimLog.isEmpty()).isTrue();

        media.tell(7, new RecordNotice(ready(50)))
                .tell(7, new RecordNotice(ready(60)))
                .tell(7, new RecordNotice(lasting(ready(70), 13)))
                .tell(7, new RecordNotice(lasting(ready(80), Double.NaN)));

        assertThat(media.claimLog.readValuesToList())
                .containsExactly(
                        ClaimEnvelope.of(new SettleUpload(uid(7), 12.5)),
                        ClaimEnvelope.of(new SettleUpload(uid(7), 13)));
    }

    @Test
    void historyIsTheLogAndFoldsToTheRow() {
        media.ask(7, register(7, sha256(1)))
                .tell(7, new RecordNotice(queued()))
                .after(Duration.ofSeconds(1))
                .tell(7, new RecordNotice(processing(50)))
                .tell(7, new RecordNotice(ready(39)))
                .ask(7, new RecordAliases(id(9), Aliases.of(vine("cat")), false))
                .after(Duration.ofSeconds(-5))
                .tell(7, new RecordNotice(ready(100)))
                .tell(7, new RecordNotice(error()))
                .ask(7, new DeleteVideo(id(10), ALICE))
                .tell(7, new ConfirmDeletion())
                .tell(7, new RecordNotice(ready(40)));
        // A neighbour whose uid sorts right behind.
        media.ask(8, register(8));

        var history = media.history(uid(7));
        var log =
                media.videoEvents.readValuesToList().stream()
                        .filter(entry -> entry.uid().equals(uid(7)))
                        .toList();

        assertThat(history).isEqualTo(log).hasSize(11);
        assertThat(history)
                .extracting(LogEntry::sequence)
                .containsExactlyElementsOf(LongStream.rangeClosed(1, 11).boxed().toList());
        assertThat(history).extracting(LogEntry::at).isSorted();
        assertThat(fold(history)).isEqualTo(row(7));
    }

    @Test
    void aNoticeThatComesFirstWaitsForItsVideo() {
        media.tell(7, new RecordNotice(ready(100)));

        assertThat(media.<String, Parked>rows(TopologyNames.PARKED_STORE))
                .containsExactly(new Parked(ready(100), NOON));
        assertThat(media.videoEvents.isEmpty()).isTrue();
        assertThat(media.videos.isEmpty()).isTrue();
        assertThat(media.ready.isEmpty()).isTrue();
        assertThat(media.rows(TopologyNames.VIDEO_STORE)).isEmpty();

        media.after(Duration.ofSeconds(5)).ask(7, register(7));

        assertThat(row(7).phase()).isEqualTo(Phase.READY);
        assertThat(media.ready.readValuesToList())
                .singleElement()
                .satisfies(told -> assertThat(told.getReadyAt()).isEqualTo(NOON.plusSeconds(5)));
        assertThat(media.history(uid(7)))
                .extracting(LogEntry::event)
                .contains(new VideoBecameReady(ready(100)));
        // The public state of a commit is written once, whatever number of events made it.
        assertThat(media.videos.readValuesToList())
                .singleElement()
                .satisfies(
                        video -> {
                            assertThat(video.getStatus()).isEqualTo(VideoStatus.READY);
                            assertThat(video.getVersion()).isEqualTo(3);
                        });
        assertThat(media.rows(TopologyNames.PARKED_STORE)).isEmpty();
    }

    @Test
    void whereNobodyWaitsNobodyIsAnswered() {
        media.tell(7, register(7))
                .tell(7, new RecordAliases(id(9), Aliases.of(vine("cat")), false))
                .tell(7, new DeleteVideo(id(10), ALICE));

        assertThat(media.outcomes.isEmpty()).isTrue();
        assertThat(media.history(uid(7))).hasSize(3);
    }

    @Test
    void anAttachmentThatClaimsAcceptedTooLateIsRefused() {
        media.ask(7, register(7)).tell(7, new ExpireUpload());
        media.answers();

        media.ask(7, new RecordAliases(id(9), Aliases.of(vine("cat")), false));

        assertThat(media.answers())
                .containsExactly(new Outcome.Refused(new Rejection.VideoClosed(Closure.EXPIRED)));
    }

    @Test
    void aRepetitionChangesNoTopic() {
        media.ask(7, register(7)).tell(7, new RecordNotice(queued()));
        media.videoEvents.readValuesToList();
        media.videos.readValuesToList();

        media.ask(7, register(7)).tell(7, new RecordNotice(queued()));

        assertThat(media.videoEvents.isEmpty()).isTrue();
        assertThat(media.videos.isEmpty()).isTrue();
    }

    @Test
    void theUploadLinkIsInNoPublicTopicAndInNoRow() {
        media.ask(7, register(7));

        var link = ticket(7).uploadUrl();
        assertThat(media.videos.readValue().toString()).doesNotContain(link);
        assertThat(media.<byte[], LogEntry>rows(TopologyNames.HISTORY_STORE).toString())
                .doesNotContain(link);
        assertThat(row(7).toString()).doesNotContain(link);
    }
}
