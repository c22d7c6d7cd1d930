package video.divine.media.processor.domain.claims;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.lasting;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.ticket;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.used;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.processor.Sample;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Pubkey;
import video.divine.media.processor.domain.Rejection.NotFound;
import video.divine.media.processor.domain.Rejection.NotOwner;
import video.divine.media.processor.domain.Rejection.VideoClosed;
import video.divine.media.processor.domain.claims.ClaimAnswer.Attached;
import video.divine.media.processor.domain.claims.ClaimAnswer.Closed;
import video.divine.media.processor.domain.claims.ClaimAnswer.Registered;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimCommand.RequestDeletion;
import video.divine.media.processor.domain.claims.ClaimCommand.SettleUpload;
import video.divine.media.processor.domain.claims.ClaimEvent.VideoReleased;

import java.time.Duration;
import java.util.Optional;

class RequestDeletionTest {
    private static RequestDeletion delete(int number, Pubkey pubkey) {
        return new RequestDeletion(id(number), pubkey, uid(7));
    }

    private static ClaimsScenario alicesVideo() {
        return given(
                reserve(1, ALICE, sha256(1)), confirm(1, 1, 7), attach(2, ALICE, 7, vine("cat")));
    }

    private static Closed closed(int number) {
        return new Closed(id(number), uid(7), ALICE);
    }

    @Test
    void theAliasesAreFreeBeforeTheVideoHearsOfIt() {
        alicesVideo()
                .when(delete(3, ALICE))
                .answers(closed(3))
                .happens(new VideoReleased(uid(7), Closure.DELETED))
                .isFree(sha256(1))
                .isFree(vine("cat"))
                .isOwned(
                        uid(7),
                        new Ownership(
                                ALICE, Aliases.none(), Optional.of(Closure.DELETED), Share.NONE))
                .hasUsed(ALICE, 1, 1);
    }

    @Test
    void theSameFileCanBeUploadedAtOnce() {
        alicesVideo()
                .and(delete(3, ALICE))
                .and(reserve(byKey(4), ALICE, Sample.QUOTA, sha256(1)))
                .when(confirm(4, 1, 8))
                .isBound(sha256(1), uid(8));
    }

    @Test
    void anUnknownVideoIsNotFoundUntilThereIsOne() {
        given().when(delete(3, ALICE))
                .refuses(3, new NotFound())
                .nothingHappens()
                .then()
                .and(reserve(1, ALICE, sha256(1)))
                .when(delete(3, ALICE))
                .refuses(3, new NotFound())
                .nothingHappens()
                .then()
                .and(confirm(1, 1, 7))
                .when(delete(3, ALICE))
                .answers(closed(3))
                .isFree(sha256(1));
    }

    @Test
    void somebodyElseDeletesNothing() {
        alicesVideo()
                .when(delete(3, BOB))
                .refuses(3, new NotOwner())
                .nothingHappens()
                .isBound(sha256(1), uid(7))
                .then()
                .and(delete(4, ALICE))
                .when(delete(3, BOB))
                .refuses(3, new NotOwner())
                .nothingHappens();
    }

    @Test
    void repeatingItGoesOnToTheVideoAndChangesNothing() {
        alicesVideo()
                .and(delete(3, ALICE))
                .when(delete(3, ALICE))
                .answers(closed(3))
                .nothingHappens()
                .then()
                .after(Duration.ofDays(2))
                .when(delete(4, ALICE))
                .answers(closed(4))
                .nothingHappens();
    }

    @ParameterizedTest
    @EnumSource(names = {"FAILED", "EXPIRED"})
    void whatEndedCanBeDeleted(Closure end) {
        alicesVideo()
                .and(new ReleaseVideo(uid(7), end))
                .when(delete(3, ALICE))
                .answers(closed(3))
                .happens(new VideoReleased(uid(7), Closure.DELETED));
    }

    /** Of a gateway from before, whose DeleteVideo went straight to the video. */
    @Test
    void aVideoThatIsBeingDeletedAlreadyIsDeletedAgain() {
        alicesVideo()
                .and(new ReleaseVideo(uid(7), Closure.DELETED))
                .when(delete(3, ALICE))
                .answers(closed(3))
                .nothingHappens();
    }

    /** The video tells its end as it always did, whoever has its aliases by then. */
    @ParameterizedTest
    @EnumSource
    void aReleaseThatComesLaterTakesNothingFromTheNextHolder(Closure late) {
        alicesVideo()
                .and(delete(3, ALICE), reserve(4, BOB, sha256(1)), confirm(4, 1, 8))
                .when(new ReleaseVideo(uid(7), late))
                .nothingHappens()
                .isBound(sha256(1), uid(8));
    }

    @Test
    void noAliasIsAttachedAnyMore() {
        alicesVideo()
                .and(delete(3, ALICE))
                .when(attach(4, ALICE, 7, sha256(1)))
                .refuses(4, new VideoClosed(Closure.DELETED))
                .isFree(sha256(1));
    }

    /** Repeated answers go on to the video, which is behind the deletion there and refuses them. */
    @Test
    void whatWasAnsweredBeforeBindsNothingAgain() {
        alicesVideo()
                .and(delete(3, ALICE))
                .when(attach(2, ALICE, 7, vine("cat")))
                .answers(new Attached(id(2), uid(7), Aliases.of(vine("cat")), true))
                .nothingHappens()
                .then()
                .when(reserve(1, ALICE, sha256(1)))
                .answers(
                        new Registered(
                                id(1),
                                ALICE,
                                Sample.NOON,
                                ticket(7),
                                Aliases.of(sha256(1)),
                                used(1),
                                true))
                .nothingHappens();
    }

    @Test
    void theStorageStaysBookedUntilTheVideoSaysThatItIsGone() {
        given(lasting(reserve(1, ALICE), 60), confirm(1, 1, 7))
                .when(delete(3, ALICE))
                .hasBooked(60, Duration.ZERO)
                .then()
                .when(new SettleUpload(uid(7), 12.5))
                .hasBooked(0, Duration.ofMillis(12_500))
                .then()
                .when(new SettleUpload(uid(7), 0))
                .hasBooked(0, Duration.ZERO);
    }
}
