package video.divine.media.processor.topology;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.GATEWAY;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.QUOTA;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.byToken;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.error;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.lasting;
import static video.divine.media.processor.Sample.ready;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.ticket;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.vine;

import org.apache.kafka.common.errors.SerializationException;
import org.apache.kafka.streams.errors.StreamsException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Outcome;
import video.divine.media.processor.domain.Outcome.Attached;
import video.divine.media.processor.domain.Outcome.DeletionAccepted;
import video.divine.media.processor.domain.Outcome.Granted;
import video.divine.media.processor.domain.Outcome.Refused;
import video.divine.media.processor.domain.Outcome.Registered;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.QuotaStatus;
import video.divine.media.processor.domain.Rejection;
import video.divine.media.processor.domain.claims.AliasHolder;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.RecordStorage;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.RequestDeletion;
import video.divine.media.processor.domain.claims.ClaimCommand.SettleUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Tick;
import video.divine.media.processor.domain.claims.ClaimEnvelope;
import video.divine.media.processor.domain.claims.Ledger;
import video.divine.media.processor.domain.claims.Ownership;
import video.divine.media.processor.domain.claims.QuotaUse;
import video.divine.media.processor.domain.claims.Remembered;
import video.divine.media.processor.domain.claims.Share;
import video.divine.media.processor.domain.video.LogEntry;
import video.divine.media.processor.domain.video.VideoCommand.ConfirmDeletion;
import video.divine.media.processor.domain.video.VideoCommand.DeleteVideo;
import video.divine.media.processor.domain.video.VideoCommand.RecordAliases;
import video.divine.media.processor.domain.video.VideoCommand.RecordNotice;
import video.divine.media.processor.domain.video.VideoCommand.RegisterVideo;
import video.divine.media.processor.domain.video.VideoCommand.Reply;
import video.divine.media.processor.domain.video.VideoEnvelope;
import video.divine.media.processor.domain.video.VideoEvent.DeletionStarted;
import video.divine.media.processor.domain.video.VideoEvent.NoticeDisregarded;
import video.divine.media.processor.domain.video.VideoEvent.VideoDeleted;

import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

class ClaimsTopologyTest {
    private static final Duration LEASE_AND_GRACE = Duration.ofSeconds(50);

    private final MediaDriver media;

    ClaimsTopologyTest(@TempDir Path stateDirectory) {
        media = new MediaDriver(stateDirectory);
    }

    @AfterEach
    void close() {
        media.close();
    }

    private AliasHolder holder(String key) {
        return media.<String, AliasHolder>store(TopologyNames.ALIAS_STORE).get(key);
    }

    private List<Class<?>> claimLog() {
        return media.claimLog.readValuesToList().stream()
                .<Class<?>>map(envelope -> envelope.command().getClass())
                .toList();
    }

    @Test
    void anUploadIsGrantedThenConfirmedAndAnsweredByTheVideo() {
        media.ask(reserve(1, ALICE, sha256(1)));
        assertThat(media.outcomes.readKeyValue())
                .satisfies(
                        outcome -> {
                            assertThat(outcome.key).isEqualTo(id(1).hex());
                            assertThat(outcome.value)
                                    .isEqualTo(
                                            new Outcome(
                                                    GATEWAY,
                                                    id(1),
                                                    false,
                                                    new Granted(1, NOON.plusSeconds(20), used(1))));
                        });

        media.ask(confirm(1, 1, 7));
        var ticket = ticket(7);
        var registered =
                new Registered(uid(7), ALICE, ticket.uploadUrl(), ticket.expiresAt(), used(1));
        assertThat(media.outcomes.readValuesToList())
                .containsExactly(new Outcome(GATEWAY, id(1), false, registered));
        assertThat(media.videoLog.readValuesToList())
                .singleElement()
                .satisfies(
                        sent -> {
                            assertThat(sent.uid()).isEqualTo(uid(7));
                            assertThat(sent.replyTo()).contains(GATEWAY);
                            assertThat(sent.command())
                                    .isInstanceOfSatisfying(
                                            RegisterVideo.class,
                                            register -> {
                                                assertThat(register.registration().createdAt())
                                                        .isEqualTo(NOON);
                                                assertThat(register.registration().meta())
                                                        .isEqualTo(ticket.meta());
                                                assertThat(register.aliases())
                                                        .isEqualTo(Aliases.of(sha256(1)));
                                                assertThat(register.reply())
                                                        .isEqualTo(
                                                                new Reply(
                                                                        ticket.uploadUrl(),
                                                                        used(1),
                                                                        false));
                                            });
                        });
        assertThat(holder(sha256(1).key())).isEqualTo(new AliasHolder.Bound(uid(7)));
    }

    /** A broker refuses records that lie an hour ahead of its clock, and the thread would end. */
    @Test
    void whereTheClockWasSetBackNothingIsWrittenInTheFuture() {
        media.ask(reserve(1, ALICE, sha256(1)));
        media.outcomes.readRecordsToList();

        media.after(Duration.ofHours(-2)).ask(reserve(2, BOB, sha256(2)));

        assertThat(media.outcomes.readRecordsToList())
                .singleElement()
                .satisfies(
                        outcome -> {
                            assertThat(outcome.getRecordTime()).isEqualTo(media.now());
                            assertThat(outcome.value().body())
                                    .isEqualTo(new Granted(1, NOON.plusSeconds(20), used(1)));
                        });
    }

    @Test
    void aReplayIsAnsweredByTheVideoAndSaysSo() {
        media.ask(reserve(1, ALICE, sha256(1))).ask(confirm(1, 1, 7));
        media.outcomes.readValuesToList();
        media.videoLog.readValuesToList();

        media.after(Duration.ofMinutes(1)).ask(reserve(1, ALICE, sha256(1)));

        assertThat(media.videoLog.readValuesToList()).hasSize(1);
        assertThat(media.outcomes.readValuesToList())
                .singleElement()
                .satisfies(
                        outcome -> {
                            assertThat(outcome.replay()).isTrue();
                            assertThat(outcome.body()).isInstanceOf(Registered.class);
                        });
        assertThat(media.history(uid(7))).hasSize(1);
    }

    @Test
    void aliasesAreAttachedAndAnsweredByTheVideo() {
        media.ask(reserve(1, ALICE, sha256(1))).ask(confirm(1, 1, 7));
        media.answers();
        media.videoLog.readValuesToList();

        media.ask(attach(2, ALICE, 7, vine("cat"))).ask(attach(2, ALICE, 7, vine("cat")));

        var all = new Attached(uid(7), Aliases.of(sha256(1), vine("cat")));
        assertThat(media.outcomes.readValuesToList())
                .containsExactly(
                        new Outcome(GATEWAY, id(2), false, all),
                        new Outcome(GATEWAY, id(2), true, all));
        assertThat(media.videoLog.readValuesToList())
                .extracting(VideoEnvelope::command)
                .containsExactly(
                        new RecordAliases(id(2), Aliases.of(vine("cat")), false),
                        new RecordAliases(id(2), Aliases.of(vine("cat")), true));
    }

    @Test
    void refusalsAndCancellationsAreAnsweredByClaims() {
        media.ask(reserve(1, ALICE))
                .ask(new CancelUpload(id(1), 1, Fault.STREAM))
                .ask(confirm(1, 1, 7));

        assertThat(media.answers())
                .containsExactly(
                        new Granted(1, NOON.plusSeconds(20), used(1)),
                        new Outcome.Cancelled(),
                        new Refused(new Rejection.ReservationGone()));
        assertThat(media.videoLog.isEmpty()).isTrue();
    }

    @Test
    void whereNobodyWaitsNobodyIsAnswered() {
        media.ask(reserve(1, ALICE, sha256(1)), Optional.empty())
                .ask(reserve(2, BOB, sha256(1)), Optional.empty())
                .ask(confirm(1, 1, 7), Optional.empty())
                .ask(attach(3, ALICE, 7, vine("cat")), Optional.empty())
                .ask(reserve(4, ALICE), Optional.empty())
                .ask(new CancelUpload(id(4), 1, Fault.CALLER), Optional.empty())
                .ask(new ReleaseVideo(uid(7), Closure.DELETED), Optional.empty())
                .ask(new Tick(), Optional.empty());

        assertThat(media.outcomes.isEmpty()).isTrue();
        // Decided all the same.
        assertThat(media.history(uid(7))).hasSize(2);
        assertThat(media.<String, Remembered>rows(TopologyNames.DECISION_STORE)).hasSize(4);
    }

    @Test
    void aVideoThatFailsGivesItsAliasesBack() {
        media.ask(reserve(1, ALICE, sha256(1))).ask(confirm(1, 1, 7));
        claimLog();

        media.tell(7, new RecordNotice(error()));

        assertThat(media.claimLog.readValuesToList())
                .containsExactly(
                        ClaimEnvelope.of(new ReleaseVideo(uid(7), Closure.FAILED)),
                        ClaimEnvelope.of(new SettleUpload(uid(7), 0)));
        assertThat(holder(sha256(1).key())).isNull();
        assertThat(media.<String, Ownership>store(TopologyNames.OWNER_STORE).get(uid(7).value()))
                .isEqualTo(
                        new Ownership(
                                ALICE, Aliases.none(), Optional.of(Closure.FAILED), Share.NONE));
    }

    @Test
    void aVideoThatFailedAndIsDeletedIsKnownAsDeleted() {
        media.ask(reserve(1, ALICE, sha256(1)))
                .ask(confirm(1, 1, 7))
                .tell(7, new RecordNotice(error()))
                .ask(7, new DeleteVideo(id(2), ALICE));
        media.answers();

        media.ask(attach(3, ALICE, 7, vine("cat")));

        assertThat(media.answers())
                .containsExactly(new Refused(new Rejection.VideoClosed(Closure.DELETED)));
    }

    @Test
    void aDeletionFreesTheAliasesAndGoesOnToTheVideoWhichAnswers() {
        media.ask(reserve(1, ALICE, sha256(1))).ask(confirm(1, 1, 7));
        media.answers();
        media.videoLog.readValuesToList();

        media.ask(delete(2, BOB)).ask(delete(3, ALICE)).ask(delete(3, ALICE));

        assertThat(media.answers())
                .containsExactly(
                        new Refused(new Rejection.NotOwner()),
                        new DeletionAccepted(uid(7)),
                        new DeletionAccepted(uid(7)));
        assertThat(media.videoLog.readValuesToList())
                .containsExactly(
                        new VideoEnvelope(
                                uid(7), Optional.of(GATEWAY), new DeleteVideo(id(3), ALICE)),
                        new VideoEnvelope(
                                uid(7), Optional.of(GATEWAY), new DeleteVideo(id(3), ALICE)));
        media.ask(reserve(4, ALICE, sha256(1))).ask(confirm(4, 1, 8));
        assertThat(media.answers()).last().isInstanceOf(Registered.class);
        assertThat(holder(sha256(1).key())).isEqualTo(new AliasHolder.Bound(uid(8)));
    }

    /** Of a gateway from before, and of what such a one left in the log. */
    @Test
    void aDeletionThatWentStraightToTheVideoFreesTheAliasesAsEver() {
        media.ask(reserve(1, ALICE, sha256(1))).ask(confirm(1, 1, 7));
        media.answers();

        media.ask(7, new DeleteVideo(id(2), ALICE));
        assertThat(holder(sha256(1).key())).isNull();
        media.ask(delete(3, ALICE));

        assertThat(media.answers())
                .containsExactly(new DeletionAccepted(uid(7)), new DeletionAccepted(uid(7)));
        assertThat(media.history(uid(7)))
                .extracting(LogEntry::event)
                .containsOnlyOnce(new DeletionStarted());
    }

    @Test
    void anUnknownVideoIsNotFoundByClaims() {
        media.ask(delete(2, ALICE));

        assertThat(media.answers()).containsExactly(new Refused(new Rejection.NotFound()));
        assertThat(media.videoLog.isEmpty()).isTrue();
    }

    /** The deletion waits in the video's log behind a notice that Stream sent meanwhile. */
    @Test
    void aVideoThatBecomesReadyWhileItIsDeletedBooksNothingInTheEnd() {
        media.ask(lasting(reserve(1, ALICE, sha256(1)), 60)).ask(confirm(1, 1, 7));

        media.tell(7, new RecordNotice(ready(100)))
                .ask(delete(2, ALICE))
                .tell(7, new RecordNotice(ready(100)))
                .tell(7, new ConfirmDeletion());

        assertThat(media.history(uid(7)))
                .extracting(LogEntry::event)
                .endsWith(
                        new DeletionStarted(),
                        new NoticeDisregarded(ready(100)),
                        new VideoDeleted());
        assertThat(ledger()).isEqualTo(Ledger.EMPTY);
    }

    private static RequestDeletion delete(int number, Pubkey pubkey) {
        return new RequestDeletion(id(number), pubkey, uid(7));
    }

    @Test
    void logTimeNeverGoesBack() {
        media.after(Duration.ofSeconds(10)).ask(reserve(1, ALICE));
        media.after(Duration.ofSeconds(-10)).ask(reserve(2, BOB));

        assertThat(media.answers())
                .containsExactly(
                        new Granted(1, NOON.plusSeconds(30), used(1)),
                        new Granted(1, NOON.plusSeconds(30), used(1)));
        assertThat(media.<String, Long>rows(TopologyNames.CLOCK_STORE))
                .containsExactly(NOON.plusSeconds(10).toEpochMilli());
    }

    /** The broker's clock was a day ahead for a while; the processor's is right. */
    private void leapAndReturn() {
        media.after(Duration.ofDays(1)).ask(new Tick(), Optional.empty());
        media.after(Duration.ofDays(-1)).ask(new Tick(), Optional.empty());
        claimLog();
    }

    @Test
    void afterALeapOfTheClockADeadlineIsLateAndNotADayLate() {
        leapAndReturn();
        media.ask(reserve(1, ALICE, sha256(1)));

        media.seconds(99);
        assertThat(claimLog()).isEmpty();
        media.seconds(1);

        assertThat(claimLog()).containsExactly(Tick.class);
        assertThat(holder(sha256(1).key())).isNull();
    }

    @Test
    void afterALeapOfTheClockTheHoursGoOnAtHalfTheirPace() {
        leapAndReturn();
        media.ask(reserve(byToken(1), ALICE, 1));
        media.after(Duration.ofHours(2).minusSeconds(1)).ask(reserve(byToken(2), ALICE, 1));
        media.after(Duration.ofSeconds(1)).ask(reserve(byToken(3), ALICE, 1));

        assertThat(media.answers())
                .extracting(Object::getClass)
                .containsExactly(Granted.class, Refused.class, Granted.class);
    }

    @Test
    void onceTheClockHasCaughtUpTimeIsTheRecords() {
        leapAndReturn();
        media.after(Duration.ofDays(2)).ask(reserve(1, ALICE));

        assertThat(media.answers())
                .containsExactly(
                        new Granted(
                                1,
                                media.now().plusSeconds(20),
                                new QuotaStatus(30, 1, media.now().plus(Duration.ofHours(1)))));
        assertThat(media.<String, Long>rows(TopologyNames.CLOCK_STORE))
                .containsExactly(media.now().toEpochMilli());
    }

    @Test
    void noTickIsWrittenWhileNothingIsDue() {
        media.ask(reserve(1, ALICE)).wallClock(LEASE_AND_GRACE.minusSeconds(1));

        assertThat(claimLog()).isEmpty();
    }

    @Test
    void anAbandonedReservationEndsByItself() {
        media.ask(reserve(1, ALICE, sha256(1))).wallClock(LEASE_AND_GRACE);

        assertThat(claimLog()).containsExactly(Tick.class);
        assertThat(holder(sha256(1).key())).isNull();
        assertThat(media.<String, QuotaUse>rows(TopologyNames.QUOTA_STORE))
                .containsExactly(new QuotaUse(QuotaUse.hourOf(NOON), 0, 1));
        assertThat(media.<String, Remembered>rows(TopologyNames.DECISION_STORE))
                .singleElement()
                .isInstanceOf(Remembered.Cancelled.class);
        media.wallClock(Duration.ofSeconds(1));
        assertThat(claimLog()).isEmpty();
    }

    @Test
    void decisionsAreForgottenAfterTwentyFiveMinutesOrADay() {
        media.ask(reserve(byToken(1), ALICE, QUOTA))
                .ask(confirm(1, 1, 7))
                .ask(reserve(byKey(2), ALICE, QUOTA))
                .ask(confirm(2, 1, 8));

        media.wallClock(Duration.ofMinutes(25).minusSeconds(1));
        assertThat(media.rows(TopologyNames.DECISION_STORE)).hasSize(2);
        media.wallClock(Duration.ofSeconds(1));
        assertThat(media.rows(TopologyNames.DECISION_STORE)).hasSize(1);
        media.wallClock(Duration.ofHours(24).minus(Duration.ofMinutes(25)).minusSeconds(1));
        assertThat(media.rows(TopologyNames.DECISION_STORE)).hasSize(1);
        media.wallClock(Duration.ofSeconds(1));
        assertThat(media.rows(TopologyNames.DECISION_STORE)).isEmpty();
        assertThat(media.rows(TopologyNames.DEADLINE_STORE)).isEmpty();
        assertThat(media.rows(TopologyNames.OWNER_STORE)).hasSize(2);
    }

    @Test
    void aFullBatchOfDeadlinesAsksForAnotherTickAtOnce() {
        for (int number = 1; number <= 250; number++) {
            media.ask(reserve(byToken(number), ALICE, 1_000), Optional.empty());
        }

        media.wallClock(LEASE_AND_GRACE);

        assertThat(claimLog()).containsExactly(Tick.class, Tick.class);
        assertThat(media.<String, Remembered>rows(TopologyNames.DECISION_STORE))
                .hasSize(250)
                .allMatch(Remembered.Cancelled.class::isInstance);
    }

    @Test
    void doubledTicksAreHarmless() {
        media.ask(reserve(1, ALICE)).after(LEASE_AND_GRACE);

        media.ask(new Tick(), Optional.empty()).ask(new Tick(), Optional.empty());

        assertThat(media.<String, QuotaUse>rows(TopologyNames.QUOTA_STORE))
                .containsExactly(new QuotaUse(QuotaUse.hourOf(NOON), 0, 1));
    }

    @Test
    void theLedgerGoesFromTheReservationToTheVideo() {
        media.ask(lasting(reserve(1, ALICE), 60)).ask(confirm(1, 1, 7));
        assertThat(ledger()).isEqualTo(new Ledger(60, Duration.ZERO, Optional.empty()));

        media.ask(new SettleUpload(uid(7), 6.1));
        assertThat(ledger()).isEqualTo(new Ledger(0, Duration.ofMillis(6_100), Optional.empty()));
        assertThat(media.<String, Ownership>store(TopologyNames.OWNER_STORE).get(uid(7).value()))
                .extracting(Ownership::storage)
                .isEqualTo(new Share(0, Duration.ofMillis(6_100)));

        media.answers();
        media.ask(new RecordStorage(60, Optional.of(100.0))).ask(lasting(reserve(2, BOB), 60));
        assertThat(media.answers()).containsExactly(new Refused(new Rejection.StorageFull()));
    }

    @Test
    void anAbandonedReservationGivesItsStorageBack() {
        media.ask(lasting(reserve(1, ALICE), 60)).wallClock(LEASE_AND_GRACE);

        assertThat(ledger()).isEqualTo(Ledger.EMPTY);
    }

    private Ledger ledger() {
        return media.<String, Ledger>store(TopologyNames.LEDGER_STORE).get(StoreKeys.ACCOUNT);
    }

    @Test
    void aCommandWithoutAValueDoesNotReachTheDecider() {
        assertThatThrownBy(() -> media.claimCommands.pipeInput("key", null, Instant.EPOCH))
                .isInstanceOf(StreamsException.class)
                .hasRootCauseInstanceOf(SerializationException.class);
    }
}
