package video.divine.media.processor.domain.claims;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static video.divine.media.processor.Sample.ALICE;
import static video.divine.media.processor.Sample.BOB;
import static video.divine.media.processor.Sample.NOON;
import static video.divine.media.processor.Sample.attach;
import static video.divine.media.processor.Sample.byKey;
import static video.divine.media.processor.Sample.byToken;
import static video.divine.media.processor.Sample.confirm;
import static video.divine.media.processor.Sample.id;
import static video.divine.media.processor.Sample.reserve;
import static video.divine.media.processor.Sample.sha256;
import static video.divine.media.processor.Sample.uid;
import static video.divine.media.processor.Sample.url;
import static video.divine.media.processor.Sample.vine;
import static video.divine.media.processor.domain.claims.ClaimsScenario.given;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

import video.divine.media.processor.domain.AliasKind;
import video.divine.media.processor.domain.Aliases;
import video.divine.media.processor.domain.Closure;
import video.divine.media.processor.domain.Rejection.AliasTaken;
import video.divine.media.processor.domain.Rejection.AlreadySet;
import video.divine.media.processor.domain.Rejection.CommandReused;
import video.divine.media.processor.domain.Rejection.NotFound;
import video.divine.media.processor.domain.Rejection.NotOwner;
import video.divine.media.processor.domain.Rejection.UploadInProgress;
import video.divine.media.processor.domain.Rejection.VideoClosed;
import video.divine.media.processor.domain.claims.ClaimAnswer.Attached;
import video.divine.media.processor.domain.claims.ClaimCommand.CancelUpload;
import video.divine.media.processor.domain.claims.ClaimCommand.Fault;
import video.divine.media.processor.domain.claims.ClaimCommand.ReleaseVideo;
import video.divine.media.processor.domain.claims.ClaimEvent.AliasesBound;

import java.time.Duration;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

class AttachAliasesTest {
    /** Alice's video 7 with one alias of content. */
    private static ClaimsScenario alicesVideo() {
        return given(reserve(1, ALICE, sha256(1)), confirm(1, 1, 7));
    }

    @Test
    void freeAliasesAreBoundToTheVideo() {
        alicesVideo()
                .when(attach(2, ALICE, 7, vine("cat"), url(1)))
                .answers(new Attached(id(2), uid(7), Aliases.of(vine("cat"), url(1)), false))
                .happens(
                        new AliasesBound(
                                byToken(2),
                                uid(7),
                                Aliases.of(vine("cat"), url(1)),
                                Aliases.of(vine("cat"), url(1)),
                                NOON.plus(Duration.ofMinutes(25))))
                .isBound(vine("cat"), uid(7))
                .isBound(url(1), uid(7))
                .isOwned(
                        uid(7),
                        Ownership.open(
                                ALICE, Aliases.of(sha256(1), vine("cat"), url(1)), Share.NONE))
                .knows(id(2), Remembered.Attached.class);
    }

    @Test
    void whatTheVideoHasAlreadyIsASuccessThatAddsNothing() {
        alicesVideo()
                .when(attach(2, ALICE, 7, sha256(1)))
                .answers(new Attached(id(2), uid(7), Aliases.of(sha256(1)), false))
                .happens(
                        new AliasesBound(
                                byToken(2),
                                uid(7),
                                Aliases.of(sha256(1)),
                                Aliases.none(),
                                NOON.plus(Duration.ofMinutes(25))))
                .isOwned(uid(7), Ownership.open(ALICE, Aliases.of(sha256(1)), Share.NONE));
    }

    @Test
    void onlyWhatTheVideoLacksIsAdded() {
        alicesVideo()
                .when(attach(2, ALICE, 7, sha256(1), vine("cat")))
                .happens(
                        new AliasesBound(
                                byToken(2),
                                uid(7),
                                Aliases.of(sha256(1), vine("cat")),
                                Aliases.of(vine("cat")),
                                NOON.plus(Duration.ofMinutes(25))));
    }

    @Test
    void anUnknownVideoIsNotFound() {
        given().when(attach(2, ALICE, 7, sha256(1)))
                .refuses(2, new NotFound())
                .onlyTheRefusalIsRemembered()
                .isFree(sha256(1));
    }

    @Test
    void somebodyElsesVideoIsRefused() {
        alicesVideo()
                .when(attach(2, BOB, 7, vine("cat")))
                .refuses(2, new NotOwner())
                .onlyTheRefusalIsRemembered()
                .isFree(vine("cat"));
    }

    @ParameterizedTest
    @EnumSource
    void aClosedVideoTakesNoAlias(Closure closure) {
        alicesVideo()
                .and(new ReleaseVideo(uid(7), closure))
                .when(attach(2, ALICE, 7, sha256(1)))
                .refuses(2, new VideoClosed(closure))
                .onlyTheRefusalIsRemembered()
                .isFree(sha256(1));
    }

    @Test
    void ownershipIsSaidBeforeClosure() {
        alicesVideo()
                .and(new ReleaseVideo(uid(7), Closure.FAILED))
                .when(attach(2, BOB, 7, vine("cat")))
                .refuses(2, new NotOwner());
    }

    @Test
    void aFilledKindIsAlreadySet() {
        alicesVideo()
                .when(attach(2, ALICE, 7, sha256(2), vine("cat")))
                .refuses(2, new AlreadySet(Set.of(AliasKind.SHA256)))
                .onlyTheRefusalIsRemembered()
                .isFree(vine("cat"))
                .isFree(sha256(2));
    }

    @Test
    void anAliasOfAnotherVideoIsTaken() {
        alicesVideo()
                .and(reserve(3, BOB, vine("cat")), confirm(3, 1, 8))
                .when(attach(2, ALICE, 7, vine("cat"), url(1)))
                .refuses(
                        2,
                        new AliasTaken(
                                Set.of(AliasKind.VINE_ID),
                                Map.of(AliasKind.VINE_ID, uid(8)),
                                Optional.empty()))
                .onlyTheRefusalIsRemembered()
                .isFree(url(1));
    }

    @Test
    void anAliasThatSomebodyElseReservedIsTakenForAWhile() {
        alicesVideo()
                .and(reserve(3, BOB, vine("cat")))
                .when(attach(2, ALICE, 7, vine("cat")))
                .refuses(
                        2,
                        new AliasTaken(
                                Set.of(AliasKind.VINE_ID),
                                Map.of(),
                                Optional.of(NOON.plusSeconds(50))));
    }

    @Test
    void anAliasOfOnesOwnReservationIsAnUploadInProgress() {
        alicesVideo()
                .and(reserve(3, ALICE, vine("cat")))
                .when(attach(2, ALICE, 7, vine("cat")))
                .refuses(2, new UploadInProgress(Set.of(AliasKind.VINE_ID), NOON.plusSeconds(50)))
                .nothingHappens();
    }

    @Test
    void theSameRequestIsAnsweredAgainAsItWas() {
        alicesVideo()
                .and(attach(2, ALICE, 7, vine("cat")))
                .when(attach(2, ALICE, 7, vine("cat")))
                .answers(new Attached(id(2), uid(7), Aliases.of(vine("cat")), true))
                .nothingHappens();
    }

    @Test
    void aRefusedRequestIsRefusedAgainAlthoughTheReasonIsGone() {
        given(attach(byKey(2), ALICE, 7, vine("cat")))
                .and(reserve(1, ALICE), confirm(1, 1, 7))
                .when(attach(byKey(2), ALICE, 7, vine("cat")))
                .refusesAgain(2, new NotFound())
                .nothingHappens();
    }

    @Test
    void theIdOfAnUploadIsNoAttachment() {
        given(reserve(1, ALICE))
                .when(attach(1, ALICE, 7, vine("cat")))
                .refuses(1, new CommandReused())
                .nothingHappens()
                .then()
                .and(new CancelUpload(id(1), 1, Fault.STREAM))
                .when(attach(1, ALICE, 7, vine("cat")))
                .refuses(1, new CommandReused())
                .nothingHappens();
        alicesVideo()
                .when(attach(1, ALICE, 7, vine("cat")))
                .refuses(1, new CommandReused())
                .nothingHappens();
    }

    @Test
    void anAttachmentOfNothingDoesNotExist() {
        assertThatThrownBy(() -> attach(2, ALICE, 7)).hasMessageContaining("at least one alias");
    }
}
